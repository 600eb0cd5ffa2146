using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Regions;

public sealed partial class RegionMachine
{
    /// <summary>Why the environments are to be asked what they have found against the new version; null where they are not.</summary>
    /// <param name="state">The state.</param>
    public static Suspicion? Suspected(RegionState state) => Suspicion.Of(Pool(state), (key, evidence) => IsUntold(state, key, evidence));

    /// <summary>Multiplies what the environments answered, and tells those that have users on the new version what it shows.</summary>
    private static Decision<RegionState> OnEvidence(RegionState state, RegionEvidenceRead read)
    {
        var answers = PoolAnswers.Of(Pool(state).Keys, read.Evidence);
        var next = answers.Evidence.Aggregate(state, Keep);
        if (answers.Found() is not { } found)
        {
            return ReferenceEquals(next, state) ? new(state) : new(next, answers.NotConfirmed);
        }

        var told = answers.Evidence.Where(one => IsUntold(next, one.Key, one.Value)).Aggregate(next, (telling, one) => Tell(telling, one.Key, one.Value, found));
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
