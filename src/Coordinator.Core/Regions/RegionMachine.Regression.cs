using System.Collections.Immutable;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Regions;

public sealed partial class RegionMachine
{
    /// <summary>
    /// What the evidence shows as it was reported; null while that stops nobody. It is a reason to ask and not to decide: an
    /// environment reports when it saw bad requests, so that intervals in which all went well may be missing, and the product of what
    /// was reported can only be greater than that of what was found.
    /// </summary>
    /// <param name="state">The state.</param>
    public static string? Suspicion(RegionState state) =>
        RegressionJudge.Find([.. Pool(state).Values]) is { } found && Pool(state).Any(one => IsUntold(state, one.Key, one.Value)) ? found : null;

    /// <summary>Keys of the environments whose evidence the region multiplies.</summary>
    /// <param name="state">The state.</param>
    public static ImmutableArray<string> Compared(RegionState state) => [.. Pool(state).Keys];

    /// <summary>Multiplies what the environments answered, and tells those that have users on the new version what it shows.</summary>
    private static Decision<RegionState> OnEvidence(RegionState state, RegionEvidenceRead read)
    {
        var pool = read.Evidence
            .Where(one => one.Evidence is { Pool: Scope.Region } && state.Members.ContainsKey(one.Key.ToString()))
            .ToImmutableSortedDictionary(one => one.Key.ToString(), one => one.Evidence!, StringComparer.Ordinal);
        var next = pool.Aggregate(state, Keep);
        if (Pool(state).Keys.Except(read.Evidence.Select(one => one.Key.ToString()), StringComparer.Ordinal).Any())
        {
            // Those who gave no answer may be the ones that speak for the new version.
            return new(next);
        }

        if (RegressionJudge.Find([.. pool.Values]) is not { } found)
        {
            return ReferenceEquals(next, state) ? new(state) : new(next, $"suspected a regression; what {pool.Count} environments found up to now is not enough");
        }

        var told = pool.Where(one => IsUntold(next, one.Key, one.Value)).Aggregate(next, (telling, one) => Tell(telling, one.Key, one.Value, found));
        return ReferenceEquals(told, next) ? new(next) : new(told, found);
    }

    private static Dictionary<string, RegressionEvidence> Pool(RegionState state) => state.Members
        .Where(member => member.Value.Report is { Regression.Pool: Scope.Region } report && report.Release == state.Release)
        .ToDictionary(member => member.Key, member => member.Value.Report!.Regression!);

    private static RegionState Keep(RegionState state, KeyValuePair<string, RegressionEvidence> found) =>
        state.Members[found.Key] is { Report: { } report } member && report.Release == state.Release && found.Value.IsNewerThan(report.Regression)
            ? state with { Members = state.Members.SetItem(found.Key, member with { Report = report with { Regression = found.Value } }) }
            : state;

    private static bool IsUntold(RegionState state, string key, RegressionEvidence evidence) =>
        state.Members[key] is { Report: { TrafficMoved: true, Back: null } } member && !member.Seen.Contains(Decision(state, evidence));

    private static RegionState Tell(RegionState state, string key, RegressionEvidence evidence, string found)
    {
        var (id, member) = (Decision(state, evidence), state.Members[key]);
        return state with
        {
            Members = state.Members.SetItem(key, member with
            {
                Open = member.Open.Add(new(id, DirectiveKind.Regressed, "coordinator", found)),
                Seen = [.. member.Seen.TakeLast(RememberedDirectives - 1), id],
            }),
        };
    }

    private static string Decision(RegionState state, RegressionEvidence evidence) => $"{state.Key}/regression/{evidence.Since.UtcTicks}";
}
