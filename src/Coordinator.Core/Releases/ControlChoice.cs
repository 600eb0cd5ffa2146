using System.Collections.Immutable;
using Coordinator.Core.Analysis.Controls;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;

namespace Coordinator.Core.Releases;

/// <summary>Chooses the untouched environments that are measured beside one that starts.</summary>
public static class ControlChoice
{
    /// <summary>Controls of an environment at most: each is read as often as the environment itself.</summary>
    public const int Most = 2;

    /// <summary>
    /// Of those that are not started, or went back, the ones that start last: one of the same region, where causes are shared, and one of
    /// another, which tells a cause that all share.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="state">The release.</param>
    /// <param name="key">The environment that starts.</param>
    /// <param name="starting">Those that start with it.</param>
    public static ImmutableArray<ControlRef> Of(ReleasePlan plan, ReleaseState state, string key, IReadOnlyCollection<string> starting)
    {
        var region = state.Members[key].Region;
        var untouched = plan.Waves.SelectMany(wave => wave.Environments).Reverse()
            .Where(one => one.Key.ToString() is var other && other != key && !starting.Contains(other)
                && state.Members.TryGetValue(other, out var member) && IsUntouched(member))
            .ToList();
        var near = untouched.FirstOrDefault(one => one.Region == region);
        var far = untouched.FirstOrDefault(one => one.Region != region);
        return
        [
            .. new[] { near, far }.OfType<PlannedEnvironment>().Concat(untouched).Distinct().Take(Most)
                .Select(one => new ControlRef(one.Key, one.PlanDigest)),
        ];
    }

    private static bool IsUntouched(ReleaseMember member) =>
        member is { Started: false, TakenBy: null } || member is { Retrying: false, TakenBy: null, Report.Phase: EnvironmentPhase.RolledBack };
}
