using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Releases;

namespace Coordinator.Core.Views;

/// <summary>An environment as its release knows it.</summary>
/// <param name="Key">The environment.</param>
/// <param name="Region">Its region.</param>
/// <param name="Phase">Where it is, seen from the release.</param>
/// <param name="Report">Its last report; null before the first.</param>
/// <param name="Obstacle">Why it does not take its start yet; null for nothing.</param>
public sealed record MemberView(
    EnvironmentKey Key, string Region, EnvironmentPhase Phase, EnvironmentReport? Report, string? Obstacle = null)
{
    /// <summary>View of a member.</summary>
    public static MemberView Of(PlannedEnvironment planned, ReleaseMember member) =>
        new(planned.Key, planned.Region, member.Phase, member.Report, member.Obstacle);
}
