using System.Collections.Immutable;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Releases;

public sealed partial class ReleaseMachine
{
    /// <summary>
    /// What the evidence shows as it was reported; null while that stops nobody. It is a reason to ask and not to decide: an
    /// environment reports when it saw bad requests, so that intervals in which all went well may be missing, and the product of what
    /// was reported can only be greater than that of what was found.
    /// </summary>
    /// <param name="state">The state.</param>
    public static string? Suspicion(ReleaseState state) =>
        RegressionJudge.Find([.. Pool(state).Values]) is { } found && Pool(state).Any(one => IsUntold(state, one.Key, one.Value)) ? found : null;

    /// <summary>Keys of the environments whose evidence the release multiplies.</summary>
    /// <param name="state">The state.</param>
    public static ImmutableArray<string> Compared(ReleaseState state) => [.. Pool(state).Keys];

    /// <summary>Multiplies what the environments answered, and tells those that have users on the new version what it shows.</summary>
    private static Decision<ReleaseState> OnEvidence(ReleasePlan plan, ReleaseState state, ReleaseEvidenceRead read)
    {
        var pool = read.Evidence
            .Where(one => one.Evidence is { Pool: Scope.Release } && state.Members.GetValueOrDefault(one.Key.ToString()) is { TakenBy: null, Report: not null })
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
        return ReferenceEquals(told, next) ? new(next) : Drive(plan, told, read.At).After(found);
    }

    private static Dictionary<string, RegressionEvidence> Pool(ReleaseState state) => state.Members
        .Where(member => member.Value is { TakenBy: null, Report.Regression.Pool: Scope.Release })
        .ToDictionary(member => member.Key, member => member.Value.Report!.Regression!);

    private static ReleaseState Keep(ReleaseState state, KeyValuePair<string, RegressionEvidence> found) =>
        state.Members[found.Key].Report is { } report && found.Value.IsNewerThan(report.Regression)
            ? With(state, found.Key, member => member with { Report = report with { Regression = found.Value } })
            : state;

    private static bool IsUntold(ReleaseState state, string key, RegressionEvidence evidence) =>
        state.Members[key] is { Report.TrafficMoved: true } member && CanAbort(member) && !member.TakenBackWith.Contains(Decision(evidence));

    private static ReleaseState Tell(ReleaseState state, string key, RegressionEvidence evidence, string found) =>
        With(Direct(state, key, DirectiveKind.Regressed, Self, found), key, told => told with
        {
            TakenBackWith = [.. told.TakenBackWith.TakeLast(RememberedDecisions - 1), Decision(evidence)],
        });

    private static string Decision(RegressionEvidence evidence) => $"regression@{evidence.Since.UtcTicks}";
}
