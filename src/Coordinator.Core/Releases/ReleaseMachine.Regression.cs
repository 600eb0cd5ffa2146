using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Releases;

public sealed partial class ReleaseMachine
{
    /// <summary>Why the environments are to be asked what they have found against the new version; null where they are not.</summary>
    /// <param name="state">The state.</param>
    public static Suspicion? Suspected(ReleaseState state) => Suspicion.Of(Pool(state), (key, evidence) => IsUntold(state, key, evidence));

    /// <summary>Multiplies what the environments answered, and tells those that have users on the new version what it shows.</summary>
    private static Decision<ReleaseState> OnEvidence(ReleasePlan plan, ReleaseState state, ReleaseEvidenceRead read)
    {
        var answers = PoolAnswers.Of(Pool(state).Keys, read.Evidence);
        var next = answers.Evidence.Aggregate(state, Keep);
        if (answers.Found() is not { } found)
        {
            return ReferenceEquals(next, state) ? new(state) : new(next, answers.NotConfirmed);
        }

        var told = answers.Evidence.Where(one => IsUntold(next, one.Key, one.Value)).Aggregate(next, (telling, one) => Tell(telling, one.Key, one.Value, found));
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
