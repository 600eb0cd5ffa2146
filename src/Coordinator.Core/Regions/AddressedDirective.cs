using Coordinator.Core.Environments;
using Coordinator.Core.Plans;

namespace Coordinator.Core.Regions;

/// <summary>A directive and the environment it is for.</summary>
public sealed record AddressedDirective(EnvironmentKey Key, EnvironmentDirective Directive);
