using Coordinator.Core.Jobs;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Environments;

public sealed partial class EnvironmentMachine
{
    /// <summary>The Job belongs to the region or to the release, which learns of the wait by the report.</summary>
    private static Decision<EnvironmentState> AwaitSharedJob(
        EnvironmentPlan plan, EnvironmentState state, PrepareJobSpec job, DateTimeOffset at)
    {
        var limit = JobDeadline(plan, job, at) - at;
        var wait = new SharedJobWait(
            job.Name, job.Scope, state.PlanDigest ?? "", state.Colors?.Preview, limit, SharedJobs.WaitUntil(at, limit), state.RetriedAt);
        return new(state with { JobWait = wait }, $"waits for {job.Name}, which the {ScopeText(job.Scope)} runs once");
    }

    private static Decision<EnvironmentState> OnSharedJob(EnvironmentPlan plan, EnvironmentState state, SharedJobTold told)
    {
        if (state.JobWait?.Job != told.Answer.Job)
        {
            return new(state, $"{told.Answer.Job} ended: nothing waits for it");
        }

        var kept = state with { JobWait = null, Logs = told.Answer.Logs ?? state.Logs };
        return told.Answer.Outcome switch
        {
            JobOutcome.Succeeded => Advance(plan, kept, told.At).After(told.Reason),
            JobOutcome.Failed => GoBack(plan, kept, told.At, Self, told.Reason, ownFault: true),
            JobOutcome.Unknown => Block(kept, $"job-unknown: {told.Reason}", told.At),
        };
    }

    /// <summary>Whoever runs it did not tell how it ended: it may still run.</summary>
    private static Decision<EnvironmentState> OnSharedJobUntold(EnvironmentState state, SharedJobWait wait, DateTimeOffset at) => Block(
        state, $"job-unknown: {wait.Job}: the {ScopeText(wait.Scope)} did not tell in time how it ended. Look, then retry or abort.", at);

    /// <summary>A pause does not use up the time.</summary>
    private static SharedJobWait? Prolonged(SharedJobWait? wait, TimeSpan paused) =>
        wait is null || paused <= TimeSpan.Zero ? wait : wait with { Until = wait.Until + paused };

    private static string ScopeText(Scope scope) => scope is Scope.Region ? "region" : "release";
}
