using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Events;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>Pods and references as the controllers of workloads make them.</summary>
internal static class PodFactory
{
    public static readonly WriteOptions By = WriteOptions.Internal("kube-controller-manager");

    public static readonly WriteOptions StatusBy = WriteOptions.Internal("kube-controller-manager", "status");

    public static JsonArray OwnedBy(StoredObject owner) => new(new JsonObject
    {
        ["apiVersion"] = owner.Kind.ApiVersion,
        ["kind"] = owner.Kind.Name,
        ["name"] = owner.Name,
        ["uid"] = owner.Uid,
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    });

    /// <summary>Makes a pod of an owner's template and tells of it. Answers why there is none, or null when there is.</summary>
    public static string? Create(Cluster cluster, StoredObject owner, EventSource source, Action<JsonObject>? change = null)
    {
        var template = owner.Json.Object("spec", "template")!;
        var metadata = new JsonObject { ["generateName"] = owner.Name + "-", ["ownerReferences"] = OwnedBy(owner) };
        if (template.Object("metadata", "labels") is { } labels) metadata["labels"] = labels.Copy();
        if (template.Object("metadata", "annotations") is { } annotations) metadata["annotations"] = annotations.Copy();
        var made = new JsonObject { ["metadata"] = metadata, ["spec"] = template.Object("spec")!.Copy() };
        change?.Invoke(made);
        try
        {
            var pod = cluster.Writer.Create(KindTable.Pod, owner.Namespace, made, By);
            cluster.Events.Normal(owner, source, "SuccessfulCreate", $"Created pod: {pod.Name}");
            return null;
        }
        catch (StatusError refusal)
        {
            cluster.Events.Warning(owner, source, "FailedCreate", $"Error creating: {refusal.Message}");
            return refusal.Message;
        }
    }

    public static void Delete(Cluster cluster, StoredObject owner, StoredObject pod, EventSource source)
    {
        cluster.Writer.Delete(KindTable.Pod, pod.Namespace, pod.Name, DeleteOptions.Default, By);
        cluster.Events.Normal(owner, source, "SuccessfulDelete", $"Deleted pod: {pod.Name}");
    }

    /// <summary>The pods that an object owns, in the order of their names.</summary>
    public static List<StoredObject> Owned(Cluster cluster, StoredObject owner) =>
        [.. cluster.Store.All(KindTable.Pod, owner.Namespace).Where(pod => pod.Owner == owner.Uid)];

    public static bool IsEnded(StoredObject pod) => pod.Json.Text("status", "phase") is "Succeeded" or "Failed";

    public static JsonObject? Condition(JsonObject item, string type) =>
        item.Objects("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);

    public static bool IsReady(StoredObject pod) => Condition(pod.Json, "Ready").Text("status") == "True";

    public static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : null;

    /// <summary>Sets a count, which is absent when it is zero.</summary>
    public static void Count(this JsonObject status, string name, int count)
    {
        if (count == 0) status.Remove(name);
        else status[name] = count;
    }
}
