using System.Collections.Immutable;
using Coordinator.Core.Checks;
using Coordinator.Core.Plans;
using Coordinator.Core.Releases;

namespace Coordinator.Core.Views;

/// <summary>A wave as people see it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MaxParallel">Environments under way at once.</param>
/// <param name="ApprovalsWanted">Approvals that its gate wants.</param>
/// <param name="Approvals">Approvals given.</param>
/// <param name="Environments">Its environments, in the order in which they start.</param>
public sealed record WaveView(
    string Name, int MaxParallel, int ApprovalsWanted, ImmutableArray<ReleaseApproval> Approvals,
    ImmutableArray<MemberView> Environments)
{
    /// <summary>Checks of its gate.</summary>
    public int GateChecksWanted { get; init; }

    /// <summary>Results of its gate's checks, in the order in which they ended.</summary>
    public ImmutableArray<CheckResult> GateChecks { get; init; } = [];

    /// <summary>View of a wave.</summary>
    public static WaveView Of(WavePlan wave, int index, ReleaseState state) => new(
        wave.Name,
        wave.MaxParallel,
        wave.Gate?.Approval?.Required ?? 0,
        [.. state.Approvals.Where(given => given.Wave == wave.Name)],
        [
            .. wave.Environments
                .Where(environment => state.Members.TryGetValue(environment.Key.ToString(), out var member) && member.Wave == index)
                .Select(environment => MemberView.Of(environment, state.Members[environment.Key.ToString()])),
        ])
    {
        GateChecksWanted = wave.Gate?.Checks.Length ?? 0,
        GateChecks = state.Gates.GetValueOrDefault(wave.Name)?.Results ?? [],
    };
}
