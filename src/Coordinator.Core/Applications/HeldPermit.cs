using Coordinator.Core.Plans;

namespace Coordinator.Core.Applications;

/// <summary>An environment that was started.</summary>
public sealed record HeldPermit(EnvironmentKey Key, string Wave, double Capacity, bool UnderWay, bool Exposed);
