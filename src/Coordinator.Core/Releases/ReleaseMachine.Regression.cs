using System.Collections.Immutable;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Releases;

public sealed partial class ReleaseMachine
{
    /// <summary>Multiplies the evidence of all environments, and tells those that have users on the new version what it shows.</summary>
    private static ReleaseState JudgePool(ReleaseState state, ImmutableArray<string>.Builder notes)
    {
        var pool = state.Members
            .Where(member => member.Value is { TakenBy: null, Report.Regression.Pool: Scope.Release })
            .ToDictionary(member => member.Key, member => member.Value.Report!.Regression!);
        if (RegressionJudge.Find(pool.Values) is not { } found)
        {
            return state;
        }

        var next = state;
        foreach (var (key, evidence) in pool)
        {
            var (decision, member) = ($"regression@{evidence.Since.UtcTicks}", next.Members[key]);
            if (member.Report is { TrafficMoved: true } && CanAbort(member) && !member.TakenBackWith.Contains(decision))
            {
                next = With(Direct(next, key, DirectiveKind.Regressed, Self, found), key, told => told with
                {
                    TakenBackWith = [.. told.TakenBackWith.TakeLast(RememberedDecisions - 1), decision],
                });
            }
        }

        if (!ReferenceEquals(next, state))
        {
            notes.Add(found);
        }

        return next;
    }
}
