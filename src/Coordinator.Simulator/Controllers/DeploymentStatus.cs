using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>The status of a Deployment: counts, and the conditions Available and Progressing.</summary>
internal sealed class DeploymentStatus(Cluster cluster)
{
    private readonly record struct Counts(int Replicas, int Updated, int Ready, int Available, int Terminating, int Wanted = 0);

    public void Write(StoredObject deployment, List<StoredObject> sets, StoredObject? current, string? revision, bool made)
    {
        var counts = new Counts(Sum(sets, "replicas"), current is null ? 0 : RolloutMath.Status(current, "replicas"),
            Sum(sets, "readyReplicas"), Sum(sets, "availableReplicas"), Sum(sets, "terminatingReplicas"),
            sets.Sum(RolloutMath.Wanted));
        cluster.Writer.Modify(KindTable.Deployment, deployment.Namespace, deployment.Name, item =>
        {
            if (revision is not null) item.Ensure("metadata", "annotations")["deployment.kubernetes.io/revision"] = revision;
            var before = Before(item);
            var status = item.Ensure("status");
            status["observedGeneration"] = item.Whole("metadata", "generation") ?? 0;
            status.Count("replicas", counts.Replicas);
            status.Count("updatedReplicas", counts.Updated);
            status.Count("readyReplicas", counts.Ready);
            status.Count("availableReplicas", counts.Available);
            status.Count("unavailableReplicas", Math.Max(0, counts.Wanted - counts.Available));
            status["terminatingReplicas"] = counts.Terminating;
            Available(item, counts);
            Failure(item, sets, current);
            Progressing(item, current, before, counts, made);
        }, PodFactory.StatusBy);
    }

    private static int Sum(List<StoredObject> sets, string count) => sets.Sum(set => RolloutMath.Status(set, count));

    private static Counts Before(JsonObject item)
    {
        int Of(string name) => (int)(item.Whole("status", name) ?? 0);
        return new(Of("replicas"), Of("updatedReplicas"), Of("readyReplicas"), Of("availableReplicas"), 0);
    }

    private void Available(JsonObject item, Counts counts)
    {
        var enough = counts.Available >= RolloutMath.Of(item).MinAvailable;
        Set(item, "Available", enough ? "True" : "False",
            enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability.");
    }

    /// <summary>Takes over that pods were refused: of the newest set first, else of any.</summary>
    private void Failure(JsonObject item, List<StoredObject> sets, StoredObject? current)
    {
        var failed = sets.OrderBy(set => set.Name == current?.Name ? 0 : 1)
            .Select(set => PodFactory.Condition(set.Json, "ReplicaFailure")).OfType<JsonObject>().FirstOrDefault();
        if (failed is not null)
        {
            Set(item, "ReplicaFailure", "True", failed.Text("reason") ?? "", failed.Text("message") ?? "");
        }
        else if (PodFactory.Condition(item, "ReplicaFailure") is { } gone) item.Array("status", "conditions")!.Remove(gone);
    }

    private void Progressing(JsonObject item, StoredObject? current, Counts before, Counts counts, bool made)
    {
        var known = PodFactory.Condition(item, "Progressing");
        if (item.Flag("spec", "paused") is true)
        {
            if (known.Text("reason") != "DeploymentPaused" && known.Text("reason") != "ProgressDeadlineExceeded")
                Set(item, "Progressing", "Unknown", "DeploymentPaused", "Deployment is paused");
            return;
        }

        if (known.Text("reason") == "DeploymentPaused")
            Set(item, "Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed");
        if (current is null) return;
        if (made) Set(item, "Progressing", "True", "NewReplicaSetCreated", $"Created new replica set \"{current.Name}\"");
        known = PodFactory.Condition(item, "Progressing");
        var settled = counts.Replicas == counts.Updated && known.Text("reason") == "NewReplicaSetAvailable";
        if (settled && known.Text("message")!.Contains($"\"{current.Name}\"", StringComparison.Ordinal)) return;
        Judge(item, current, before, counts);
    }

    private void Judge(JsonObject item, StoredObject current, Counts before, Counts counts)
    {
        var wanted = RolloutMath.Of(item).Replicas;
        if (counts.Updated == wanted && counts.Replicas == wanted && counts.Available == wanted)
        {
            Set(item, "Progressing", "True", "NewReplicaSetAvailable",
                $"ReplicaSet \"{current.Name}\" has successfully progressed.");
        }
        else if (counts.Updated > before.Updated || counts.Ready > before.Ready || counts.Available > before.Available
            || counts.Replicas - counts.Updated < before.Replicas - before.Updated)
        {
            Set(item, "Progressing", "True", "ReplicaSetUpdated", $"ReplicaSet \"{current.Name}\" is progressing.", touch: true);
        }

        if (PodFactory.Condition(item, "Progressing") is null)
            Set(item, "Progressing", "True", "FoundNewReplicaSet", $"Found new replica set \"{current.Name}\"");
        Deadline(item, current);
    }

    private void Deadline(JsonObject item, StoredObject current)
    {
        var condition = PodFactory.Condition(item, "Progressing");
        if (condition.Text("reason") is "NewReplicaSetAvailable" or "ProgressDeadlineExceeded") return;
        var since = PodFactory.Instant(condition.Text("lastUpdateTime")) ?? cluster.Now;
        var limit = TimeSpan.FromSeconds(item.Whole("spec", "progressDeadlineSeconds") ?? 600);
        var left = since + limit - cluster.Now;
        if (left < TimeSpan.Zero)
        {
            Set(item, "Progressing", "False", "ProgressDeadlineExceeded",
                $"ReplicaSet \"{current.Name}\" has timed out progressing.");
            return;
        }

        cluster.Loop.Enqueue(new("deployment", current.Namespace, item.Text("metadata", "name")!),
            left + TimeSpan.FromSeconds(1));
    }

    private void Set(JsonObject item, string type, string state, string reason, string message, bool touch = false)
    {
        var known = PodFactory.Condition(item, type);
        if (known is not null && !touch && known.Text("status") == state && known.Text("reason") == reason
            && known.Text("message") == message) return;
        var now = cluster.NowText;
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = state,
            ["lastUpdateTime"] = now,
            ["lastTransitionTime"] = known?.Text("status") == state ? known.Text("lastTransitionTime") : now,
            ["reason"] = reason,
            ["message"] = message,
        };
        var status = item.Ensure("status");
        if (status["conditions"] is not JsonArray conditions) status["conditions"] = conditions = [];
        if (known is not null) conditions.Remove(known);
        conditions.Add(condition);
    }
}
