using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Events;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>Keeps as many pods as a ReplicaSet wants, and counts them.</summary>
internal sealed class ReplicaSetController(Cluster cluster) : IController
{
    /// <summary>Pods made or removed in one go, as the real controller's burst.</summary>
    private const int MaxBurst = 500;
    private const int MaxDoublings = 9;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(0.5);

    /// <summary>By uid: how often in a row pods were refused.</summary>
    private readonly Dictionary<string, int> failures = new(StringComparer.Ordinal);

    public string Name => "replicaset";

    public void Observe(Change change)
    {
        var item = change.After;
        if (item.Kind == KindTable.ReplicaSet && change.Kind == ChangeKind.Deleted) failures.Remove(item.Uid);
        else if (item.Kind == KindTable.ReplicaSet) Enqueue(item.Namespace, item.Name, cluster.Options.ControllerDelay);
        else if (item.Kind == KindTable.Pod && OwnerName(item) is { } owner)
            Enqueue(item.Namespace, owner, cluster.Options.ControllerDelay);
    }

    public void Reconcile(string ns, string name)
    {
        if (cluster.Store.Find(KindTable.ReplicaSet, ns, name) is not { } set) return;
        Adoption.Adopt(cluster, set, KindTable.Pod);
        var pods = PodFactory.Owned(cluster, set);
        var failure = set.IsTerminating ? null : Adjust(set, [.. pods.Where(pod => !pod.IsTerminating && !PodFactory.IsEnded(pod))]);
        if (failure is null) failures.Remove(set.Uid);
        else Retry(set);
        WriteStatus(set, PodFactory.Owned(cluster, set), failure);
    }

    private static string? OwnerName(StoredObject pod) => pod.Json.Objects("metadata", "ownerReferences")
        .FirstOrDefault(reference => reference.Text("kind") == "ReplicaSet").Text("name");

    private void Enqueue(string ns, string name, TimeSpan delay) => cluster.Loop.Enqueue(new(Name, ns, name), delay);

    /// <summary>A refused pod is tried again, less and less often.</summary>
    private void Retry(StoredObject set)
    {
        var times = failures[set.Uid] = failures.GetValueOrDefault(set.Uid) + 1;
        var delay = FirstRetry * Math.Pow(2, Math.Min(times, MaxDoublings));
        Enqueue(set.Namespace, set.Name, delay);
    }

    /// <summary>Answers why pods could not be made; null when nothing is in the way.</summary>
    private string? Adjust(StoredObject set, List<StoredObject> active)
    {
        var wanted = (int)Math.Min(set.Json.Whole("spec", "replicas") ?? 1, int.MaxValue);
        var missing = Math.Min(wanted - active.Count, MaxBurst);
        for (var i = 0; i < missing; i++)
        {
            if (PodFactory.Create(cluster, set, EventSource.ReplicaSets) is { } refused) return refused;
        }

        if (missing == MaxBurst) Enqueue(set.Namespace, set.Name, cluster.Options.ControllerDelay);
        // Those that serve least go first: not scheduled, not ready, youngest.
        var surplus = active.OrderBy(pod => pod.Json.Text("spec", "nodeName") is null ? 0 : 1)
            .ThenBy(pod => PodFactory.IsReady(pod) ? 1 : 0)
            .ThenByDescending(pod => pod.Json.Text("metadata", "creationTimestamp"), StringComparer.Ordinal)
            .Take(Math.Max(0, active.Count - wanted)).ToList();
        foreach (var pod in surplus) PodFactory.Delete(cluster, set, pod, EventSource.ReplicaSets);
        return null;
    }

    private void WriteStatus(StoredObject set, List<StoredObject> pods, string? failure)
    {
        var minReady = TimeSpan.FromSeconds(set.Json.Whole("spec", "minReadySeconds") ?? 0);
        var active = pods.Where(pod => !pod.IsTerminating && !PodFactory.IsEnded(pod)).ToList();
        var ready = active.Where(PodFactory.IsReady).ToList();
        var available = ready.Count(pod => IsAvailable(set, pod, minReady));
        cluster.Writer.Modify(KindTable.ReplicaSet, set.Namespace, set.Name, item =>
        {
            var status = item.Ensure("status");
            status["replicas"] = active.Count;
            status.Count("fullyLabeledReplicas", active.Count);
            status.Count("readyReplicas", ready.Count);
            status.Count("availableReplicas", available);
            status["terminatingReplicas"] = pods.Count(pod => pod.IsTerminating);
            status["observedGeneration"] = item.Whole("metadata", "generation") ?? 0;
            Failure(item, failure);
        }, PodFactory.StatusBy);
    }

    private void Failure(JsonObject item, string? failure)
    {
        var known = PodFactory.Condition(item, "ReplicaFailure");
        if (failure is null)
        {
            if (known is not null) item.Object("status")!.Remove("conditions");
            return;
        }

        if (known is not null) return;
        item.Ensure("status")["conditions"] = new JsonArray(new JsonObject
        {
            ["type"] = "ReplicaFailure",
            ["status"] = "True",
            ["lastTransitionTime"] = cluster.NowText,
            ["reason"] = "FailedCreate",
            ["message"] = failure,
        });
    }

    private bool IsAvailable(StoredObject set, StoredObject pod, TimeSpan minReady)
    {
        if (minReady == TimeSpan.Zero) return true;
        var since = PodFactory.Instant(PodFactory.Condition(pod.Json, "Ready").Text("lastTransitionTime")) ?? cluster.Now;
        var left = since + minReady - cluster.Now;
        if (left > TimeSpan.Zero) Enqueue(set.Namespace, set.Name, left);
        return left <= TimeSpan.Zero;
    }
}
