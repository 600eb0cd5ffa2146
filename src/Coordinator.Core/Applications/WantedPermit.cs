using Coordinator.Core.Plans;

namespace Coordinator.Core.Applications;

/// <summary>An environment that is to start.</summary>
public sealed record WantedPermit(EnvironmentKey Key, string Wave, int MaxParallel, double Capacity);
