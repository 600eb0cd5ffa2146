using System.Collections.Immutable;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Views;

/// <summary>A wave of a plan.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MaxParallel">Environments under way at once.</param>
/// <param name="Bake">How long a finished switch is watched.</param>
/// <param name="Approvals">Approvals that its gate wants.</param>
/// <param name="FailurePolicy">What too many failures do.</param>
/// <param name="Environments">Its environments, in the order in which they start.</param>
public sealed record PlanWaveView(
    string Name, int MaxParallel, TimeSpan Bake, int Approvals, FailurePolicySpec FailurePolicy,
    ImmutableArray<PlannedEnvironment> Environments)
{
    /// <summary>View of a wave.</summary>
    public static PlanWaveView Of(WavePlan wave) => new(
        wave.Name, wave.MaxParallel, wave.Bake, wave.Gate?.Approval?.Required ?? 0, wave.FailurePolicy, wave.Environments);
}
