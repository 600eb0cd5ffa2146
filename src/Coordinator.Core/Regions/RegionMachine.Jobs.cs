using Coordinator.Core.Environments;
using Coordinator.Core.Jobs;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Regions;

public sealed partial class RegionMachine
{
    private static Decision<RegionState> OnJobSought(RegionState state, RegionJobSought sought)
    {
        var (jobs, note) = SharedJobs.Sought(state.Jobs, sought.Job, sought.Sought, key => state.Members.GetValueOrDefault(key)?.Report?.Preview);
        return jobs == state.Jobs ? new(state) : new(state with { Jobs = jobs }, note.Length > 0 ? [note] : []);
    }

    private static Decision<RegionState> OnJobEnded(RegionState state, RegionJobEnded ended)
    {
        var jobs = SharedJobs.Ended(state.Jobs, ended.Job, ended.Turn, ended.End);
        return jobs == state.Jobs ? new(state) : JudgeJobs(state with { Jobs = jobs }, ended.At).After(ended.End.Message);
    }

    private static Decision<RegionState> OnTimePassed(RegionState state, DateTimeOffset at) =>
        SharedJobs.Expired(state.Jobs, at) is var (job, end)
            ? OnJobEnded(state, new RegionJobEnded(at, job.Name, job.Turn, end))
            : new(state);

    /// <summary>Begins what environments wait for, and tells them what has ended.</summary>
    private static Decision<RegionState> JudgeJobs(RegionState state, DateTimeOffset at)
    {
        var judged = SharedJobs.Judge(
            state.Jobs,
            state.Members
                .Where(member => member.Value.Report is { JobWait.Scope: Scope.Region } report && report.Release == state.Release
                    && member.Value.Open.All(open => open.Kind is not (DirectiveKind.JobEnded or DirectiveKind.Abort)))
                .Select(member => (member.Key, member.Value.Report!.JobWait!)),
            at);
        var members = judged.Answers.Aggregate(state.Members, (known, answer) => known.SetItem(
            answer.Key, known[answer.Key] with { Open = known[answer.Key].Open.Add(answer.Directive with { Id = $"{state.Key}/{answer.Directive.Id}" }) }));
        return judged.Jobs == state.Jobs && members == state.Members
            ? new(state)
            : new(state with { Jobs = judged.Jobs, Members = members }, [.. judged.Notes]);
    }
}
