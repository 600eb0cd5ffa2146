using System.Collections.Immutable;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Plans;

/// <summary>A wave with its environments.</summary>
/// <param name="Name">Name of the wave.</param>
/// <param name="MaxParallel">Environments under way at once.</param>
/// <param name="Bake">How long a finished switch is watched.</param>
/// <param name="Gate">What must hold before it starts; null = nothing.</param>
/// <param name="FailurePolicy">What too many failures do.</param>
/// <param name="Environments">In the order in which they start.</param>
public sealed record WavePlan(
    string Name, int MaxParallel, TimeSpan Bake, GateSpec? Gate, FailurePolicySpec FailurePolicy,
    ImmutableArray<PlannedEnvironment> Environments);
