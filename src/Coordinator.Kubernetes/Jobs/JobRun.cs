using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Checks;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Workloads;

namespace Coordinator.Kubernetes.Jobs;

/// <summary>
/// Runs a Job once: what an earlier turn left is judged first, then it is created suspended, set free, and watched. Begun again
/// from any point it goes on with the same Job.
/// </summary>
internal sealed class JobRun(EnvironmentCall call, JobOrder order, JsonObject body)
{
    private const int LooksAtLog = 3;

    private readonly Patience patience = new(call.Pacer);

    private string Name => body.Name();

    /// <summary>Runs it.</summary>
    public async Task<PortResult<JobReport>> RunAsync(CancellationToken cancellationToken)
    {
        if (await ClearAsync(cancellationToken) is { } refused)
        {
            return refused;
        }

        var created = await call.Writer.WriteAsync(
            ResourceKind.Jobs, Name, live => live is null ? new ObjectStep.Create(body) : ObjectStep.Nothing, cancellationToken);
        if (created.Refusal is { } refusal)
        {
            return refusal;
        }

        var gone = new Refusal(RefusalKind.Missing, $"Job/{Name} is gone.");
        var freed = await call.Writer.WriteAsync(
            ResourceKind.Jobs,
            Name,
            live => live is null ? new ObjectStep.Refuse(gone)
                : JobState.IsSuspended(live) && !JobState.IsEnded(live) ? new ObjectStep.Merge(Suspend(false), FieldManagers.Apply)
                : ObjectStep.Nothing,
            cancellationToken);
        return freed.Refusal == gone ? Vanished(0)
            : freed.Refusal is { } refusedToo ? refusedToo
            : await WatchAsync(created.Value!.Text("metadata", "uid"), cancellationToken);
    }

    /// <summary>Removes what an earlier turn left and must not count: a failed run, or any where the Job is to run anew.</summary>
    private async Task<Refusal?> ClearAsync(CancellationToken cancellationToken)
    {
        while (await call.Api.FindAsync(ResourceKind.Jobs, Name, cancellationToken) is { } live)
        {
            live["kind"] ??= "Job";
            if (call.Fence.Judge(live) is { } refusal)
            {
                return refusal;
            }

            var counts = FenceRules.TurnOf(live) == call.Fence.Turn || (order.IsOnce && JobState.Failure(live) is null);
            if (!JobState.IsEnding(live) && counts)
            {
                return null;
            }

            if (call.Pacer.Now >= order.Deadline)
            {
                return new Refusal(RefusalKind.DeadlineExceeded, $"Job/{Name} of an earlier attempt is still being deleted.");
            }

            if (!JobState.IsEnding(live))
            {
                await call.Api.DeleteAsync(ResourceKind.Jobs, live, cancellationToken);
            }

            await call.Pacer.DelayAsync(Pacer.Rollout, cancellationToken);
        }

        return null;
    }

    private async Task<PortResult<JobReport>> WatchAsync(string? uid, CancellationToken cancellationToken)
    {
        ImmutableArray<ObjectQuery> queries =
        [
            ObjectQuery.Named(ResourceKind.Jobs, Name),
            new ObjectQuery(ResourceKind.Pods, Labels: $"batch.kubernetes.io/job-name={Name}"),
        ];
        await using var watch = ObjectWatch.Start(call.Api, call.Pacer, queries, cancellationToken);
        for (var look = order.Deadline; ;)
        {
            // Whatever ends the wait is decided on a list: each watch may lag behind the other, or be silent.
            var seen = await watch.NextAsync(look, cancellationToken);
            var found = seen ?? await watch.LookAsync(cancellationToken);
            look = patience.EndOf(Troubles(found[1]), order.Deadline);
            var isRunning = seen is not null && Find(found[0], uid) is { } running && !JobState.IsEnded(running);
            if (!isRunning && await JudgeAsync(
                seen is null ? found : await watch.LookAsync(cancellationToken), uid, seen is null && look <= call.Pacer.Now, cancellationToken) is { } ended)
            {
                return ended;
            }
        }
    }

    private static JsonObject? Find(ImmutableArray<JsonObject> jobs, string? uid) =>
        jobs.FirstOrDefault(one => one.Text("metadata", "uid") == uid);

    /// <summary>How it ended; null where it runs and is not late. A pod that can't start is late sooner than one that runs.</summary>
    private async Task<PortResult<JobReport>?> JudgeAsync(
        ImmutableArray<ImmutableArray<JsonObject>> found, string? uid, bool isLate, CancellationToken cancellationToken)
    {
        if (Find(found[0], uid) is not { } job)
        {
            return Vanished(found[1].Length);
        }

        job["kind"] ??= "Job";
        if (call.Fence.Judge(job) is { } refusal)
        {
            return refusal;
        }

        return await EndAsync(job, found[1], cancellationToken) is { } ended ? ended
            : isLate ? await GiveUpAsync(job, found[1], cancellationToken)
            : null;
    }

    private async Task<JobReport?> EndAsync(JsonObject job, ImmutableArray<JsonObject> pods, CancellationToken cancellationToken)
    {
        var logs = new PodLogs(call.Api);
        if (JobState.IsComplete(job))
        {
            var succeeded = pods.Where(pod => pod.Text("status", "phase") is "Succeeded").Take(1).ToArray();
            return new JobReport(
                JobOutcome.Succeeded, $"{order.Step} succeeded (Job/{Name}).", JobState.Attempts(job),
                await logs.TailAsync(succeeded, cancellationToken), await ResultAsync(succeeded, cancellationToken));
        }

        return JobState.Failure(job) is { } failure
            ? new JobReport(
                JobOutcome.Failed, $"{order.Step} failed: {failure}{await CausesAsync(job, pods, cancellationToken)} (Job/{Name}).", JobState.Attempts(job),
                await logs.FailureAsync(Failed(pods), cancellationToken), await ResultAsync(Failed(pods), cancellationToken))
            : null;
    }

    /// <summary>The last line of the newest of the pods, where it is the coordinator's own program; null where there is none. A node that
    /// does not answer is asked again: what a long load found is worth a wait.</summary>
    private async Task<string?> ResultAsync(IEnumerable<JsonObject> pods, CancellationToken cancellationToken)
    {
        if (!order.IsOwn || pods.MaxBy(pod => pod.Text("metadata", "creationTimestamp"), StringComparer.Ordinal) is not { } newest)
        {
            return null;
        }

        for (var look = 1; ; look++)
        {
            try
            {
                return await new PodLogs(call.Api).LastLineAsync(newest, cancellationToken);
            }
            catch (ClusterUnreachableException) when (look < LooksAtLog)
            {
                await call.Pacer.DelayAsync(CheckLimits.RetryPause, cancellationToken);
            }
            catch (ClusterUnreachableException)
            {
                return null;
            }
        }
    }

    /// <summary>Nothing of it goes on behind the coordinator's back: a suspended Job has no pods.</summary>
    private async Task<PortResult<JobReport>> GiveUpAsync(
        JsonObject job, ImmutableArray<JsonObject> pods, CancellationToken cancellationToken)
    {
        var isLate = call.Pacer.Now >= order.Deadline;
        var logs = await new PodLogs(call.Api).FailureAsync(pods, cancellationToken);
        var causes = await CausesAsync(job, pods, cancellationToken);
        var stopped = await call.Writer.WriteAsync(
            ResourceKind.Jobs,
            Name,
            live => live is null || JobState.IsSuspended(live) || JobState.IsEnded(live)
                ? new ObjectStep.Refuse(Ended)
                : new ObjectStep.Merge(Suspend(true), FieldManagers.Apply),
            cancellationToken);
        return stopped.Refusal is { } refusal && refusal != Ended
            ? refusal
            : new JobReport(
                JobOutcome.Failed, $"{order.Step} {(isLate ? "did not end in time" : "can't start")} and was suspended{causes} (Job/{Name}).",
                JobState.Attempts(job), logs);
    }

    private JobReport Vanished(int pods) => new(
        JobOutcome.Unknown,
        $"{order.Step}: Job/{Name} was deleted by someone before its end was seen ({pods} pods are left): nobody knows what it did. "
        + "Look, then retry or abort.",
        0, null);

    private static IEnumerable<JsonObject> Failed(ImmutableArray<JsonObject> pods) =>
        pods.Where(pod => pod.Text("status", "phase") is not "Succeeded");

    private static ImmutableArray<Trouble> Troubles(ImmutableArray<JsonObject> pods) => [.. Failed(pods).SelectMany(Trouble.OfPod)];

    /// <summary>What holds its pods up; where there is none that could tell, why the cluster lets it have none.</summary>
    private async Task<string> CausesAsync(JsonObject job, ImmutableArray<JsonObject> pods, CancellationToken cancellationToken)
    {
        var why = pods.All(pod => pod.Text("status", "phase") is "Failed")
            ? await new ObjectEvents(call.Api).RefusedPodAsync(job, cancellationToken)
            : null;
        why = why is null ? RolloutFailure.Describe(Troubles(pods)) : RolloutFailure.Short(why);
        return why.Length > 0 ? $"; {why}" : "";
    }

    private static JsonObject Suspend(bool suspended) => new() { ["spec"] = new JsonObject { ["suspend"] = suspended } };

    private static Refusal Ended { get; } = new(RefusalKind.Missing, "It has ended.");
}
