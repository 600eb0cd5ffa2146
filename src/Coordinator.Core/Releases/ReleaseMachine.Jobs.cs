using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Jobs;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Releases;

public sealed partial class ReleaseMachine
{
    private static Decision<ReleaseState> OnJobSought(ReleaseState state, ReleaseJobSought sought)
    {
        var (jobs, note) = SharedJobs.Sought(state.Jobs, sought.Job, sought.Sought, key => state.Members.GetValueOrDefault(key)?.Report?.Preview);
        return jobs == state.Jobs ? new(state) : new(state with { Jobs = jobs }, note.Length > 0 ? [note] : []);
    }

    private static Decision<ReleaseState> OnJobEnded(ReleasePlan plan, ReleaseState state, ReleaseJobEnded ended)
    {
        var jobs = SharedJobs.Ended(state.Jobs, ended.Job, ended.Turn, ended.End);
        return jobs == state.Jobs ? new(state) : Drive(plan, state with { Jobs = jobs }, ended.At).After(ended.End.Message);
    }

    private static Decision<ReleaseState> OnTimePassed(ReleasePlan plan, ReleaseState state, DateTimeOffset at) =>
        SharedJobs.Expired(state.Jobs, at) is var (job, end)
            ? OnJobEnded(plan, state, new ReleaseJobEnded(at, job.Name, job.Turn, end))
            : new(state);

    /// <summary>Begins what environments wait for, and tells them what has ended.</summary>
    private static ReleaseState JudgeJobs(ReleaseState state, DateTimeOffset at, ImmutableArray<string>.Builder notes)
    {
        var judged = SharedJobs.Judge(
            state.Jobs,
            state.Members
                .Where(member => member.Value is { TakenBy: null, Report.JobWait.Scope: Scope.Release }
                    && member.Value.Open.All(open => open.Kind is not (DirectiveKind.JobEnded or DirectiveKind.Abort)))
                .Select(member => (member.Key, member.Value.Report!.JobWait!)),
            at);
        notes.AddRange(judged.Notes);
        return judged.Answers.Aggregate(
            judged.Jobs == state.Jobs ? state : state with { Jobs = judged.Jobs },
            (telling, answer) => With(telling, answer.Key, member => member with
            {
                Open = member.Open.Add(answer.Directive with { Id = $"{state.Name}/{answer.Directive.Id}" }),
            }));
    }
}
