using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Events;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>Runs Jobs: suspension, completions, retries up to the backoff limit, deadline, removal after a time.</summary>
internal sealed class JobController(Cluster cluster) : IController
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(10);

    public string Name => "job";

    public void Observe(Change change)
    {
        var item = change.After;
        if (item.Kind == KindTable.Job) Enqueue(item.Namespace, item.Name, cluster.Options.ControllerDelay);
        else if (item.Kind == KindTable.Pod && item.Json.Objects("metadata", "ownerReferences")
            .FirstOrDefault(reference => reference.Text("kind") == "Job").Text("name") is { } owner)
            Enqueue(item.Namespace, owner, cluster.Options.ControllerDelay);
    }

    public void Reconcile(string ns, string name)
    {
        if (cluster.Store.Find(KindTable.Job, ns, name) is not { IsTerminating: false } job) return;
        if (EndOf(job) is { } ended)
        {
            Expire(job, ended);
            return;
        }

        var pods = PodFactory.Owned(cluster, job);
        var failures = PodFailures.Of(job, pods);
        var failed = failures.Counted;
        var succeeded = JobIndexes.Succeeded(job, pods);
        var active = pods.Where(pod => !PodFactory.IsEnded(pod) && !pod.IsTerminating).ToList();
        var suspended = job.Json.Flag("spec", "suspend") is true;
        var outcome = suspended ? null
            : failures.Fatal is { } fatal ? new End(true, "PodFailurePolicy", fatal)
            : Outcome(job, failed.Length, succeeded);
        if (outcome is { Failed: true } || suspended) Remove(job, active);
        else if (outcome is null) Start(job, active, succeeded, failed);
        Tell(job, suspended, outcome);
        WriteStatus(job, succeeded, suspended, outcome);
    }

    private sealed record End(bool Failed, string Reason, string Message);

    private void Enqueue(string ns, string name, TimeSpan delay) => cluster.Loop.Enqueue(new(Name, ns, name), delay);

    private static DateTimeOffset? EndOf(StoredObject job)
    {
        var condition = PodFactory.Condition(job.Json, "Complete") ?? PodFactory.Condition(job.Json, "Failed");
        return condition.Text("status") == "True" ? PodFactory.Instant(condition.Text("lastTransitionTime")) : null;
    }

    private void Expire(StoredObject job, DateTimeOffset ended)
    {
        if (job.Json.Whole("spec", "ttlSecondsAfterFinished") is not { } seconds) return;
        var left = ended.AddSeconds(seconds) - cluster.Now;
        if (left > TimeSpan.Zero) Enqueue(job.Namespace, job.Name, left);
        else
        {
            cluster.Writer.Delete(KindTable.Job, job.Namespace, job.Name,
                DeleteOptions.Default with { Propagation = "Background" }, PodFactory.By);
        }
    }

    private End? Outcome(StoredObject job, int failed, int succeeded)
    {
        var spec = job.Json.Object("spec")!;
        if (succeeded >= (spec.Whole("completions") ?? 1))
            return new(false, "CompletionsReached", "Reached expected number of succeeded pods");
        if (failed > (spec.Whole("backoffLimit") ?? 6))
            return new(true, "BackoffLimitExceeded", "Job has reached the specified backoff limit");
        if (spec.Whole("activeDeadlineSeconds") is not { } seconds) return null;
        var start = PodFactory.Instant(job.Json.Text("status", "startTime")) ?? cluster.Now;
        var left = start.AddSeconds(seconds) - cluster.Now;
        if (left <= TimeSpan.Zero) return new(true, "DeadlineExceeded", "Job was active longer than specified deadline");
        Enqueue(job.Namespace, job.Name, left);
        return null;
    }

    private void Start(StoredObject job, List<StoredObject> active, int succeeded, ImmutableArray<StoredObject> failed)
    {
        var spec = job.Json.Object("spec")!;
        var wanted = Math.Min((spec.Whole("completions") ?? 1) - succeeded, spec.Whole("parallelism") ?? 1) - active.Count;
        if (wanted <= 0) return;
        if (failed.Length > 0)
        {
            var last = failed.Max(pod => PodFactory.Instant(pod.Json.Objects("status", "containerStatuses").FirstOrDefault()
                .Text("state", "terminated", "finishedAt")) ?? cluster.Now);
            var left = last + (FirstBackoff * Math.Pow(2, Math.Min(failed.Length - 1, 5))) - cluster.Now;
            if (left > TimeSpan.Zero)
            {
                Enqueue(job.Namespace, job.Name, left);
                return;
            }
        }

        var free = JobIndexes.Free(job, PodFactory.Owned(cluster, job)).ToList();
        for (var i = 0; i < wanted; i++)
        {
            var index = free.Count > i ? free[i] : (int?)null;
            if (PodFactory.Create(cluster, job, EventSource.Jobs, index is { } number ? pod => JobIndexes.Put(job, pod, number) : null) is null) continue;
            Enqueue(job.Namespace, job.Name, FirstBackoff);
            return;
        }
    }

    private void Remove(StoredObject job, List<StoredObject> active)
    {
        foreach (var pod in active) PodFactory.Delete(cluster, job, pod, EventSource.Jobs);
    }

    private void Tell(StoredObject job, bool suspended, End? outcome)
    {
        var known = PodFactory.Condition(job.Json, "Suspended").Text("status");
        if (suspended && known != "True") cluster.Events.Normal(job, EventSource.Jobs, "Suspended", "Job suspended");
        if (!suspended && known == "True") cluster.Events.Normal(job, EventSource.Jobs, "Resumed", "Job resumed");
        if (outcome is { Failed: true }) cluster.Events.Warning(job, EventSource.Jobs, outcome.Reason, outcome.Message);
        else if (outcome is not null) cluster.Events.Normal(job, EventSource.Jobs, "Completed", "Job completed");
    }

    private void WriteStatus(StoredObject job, int succeeded, bool suspended, End? outcome)
    {
        var pods = PodFactory.Owned(cluster, job);
        var active = pods.Where(pod => !PodFactory.IsEnded(pod) && !pod.IsTerminating).ToList();
        var ended = PodFailures.Of(job, pods).Counted.Length;
        var killed = outcome is { Reason: "DeadlineExceeded" } ? pods.Count(pod => pod.IsTerminating) : 0;
        cluster.Writer.Modify(KindTable.Job, job.Namespace, job.Name, item =>
        {
            var status = item.Ensure("status");
            Suspension(item, suspended);
            if (!suspended) status.Default("startTime", cluster.NowText);
            else status.Remove("startTime");
            status.Count("active", active.Count);
            status.Count("failed", ended + killed);
            status.Count("succeeded", succeeded);
            if (JobIndexes.Completed(job, pods) is { Length: > 0 } indexes) status["completedIndexes"] = indexes;
            status["terminating"] = outcome is null ? pods.Count(pod => pod.IsTerminating) : 0;
            status["ready"] = active.Count(PodFactory.IsReady);
            status["uncountedTerminatedPods"] = new JsonObject();
            if (outcome is null) return;
            Condition(item, outcome.Failed ? "FailureTarget" : "SuccessCriteriaMet", "True", outcome.Reason, outcome.Message);
            Condition(item, outcome.Failed ? "Failed" : "Complete", "True", outcome.Reason, outcome.Message);
            if (!outcome.Failed) status["completionTime"] = cluster.NowText;
        }, PodFactory.StatusBy);
    }

    private void Suspension(JsonObject item, bool suspended)
    {
        var known = PodFactory.Condition(item, "Suspended");
        if (suspended) Condition(item, "Suspended", "True", "JobSuspended", "Job suspended");
        else if (known is not null) Condition(item, "Suspended", "False", "JobResumed", "Job resumed");
    }

    private void Condition(JsonObject item, string type, string state, string reason, string message)
    {
        if (PodFactory.Condition(item, type) is { } known)
        {
            if (known.Text("status") == state) return;
            item.Array("status", "conditions")!.Remove(known);
        }

        if (item.Ensure("status")["conditions"] is not JsonArray conditions) item.Ensure("status")["conditions"] = conditions = [];
        conditions.Add(new JsonObject
        {
            ["type"] = type,
            ["status"] = state,
            ["lastProbeTime"] = cluster.NowText,
            ["lastTransitionTime"] = cluster.NowText,
            ["reason"] = reason,
            ["message"] = message,
        });
    }
}
