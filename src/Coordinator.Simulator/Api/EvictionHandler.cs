using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Api;

/// <summary>Evictions: deletes of pods that disruption budgets can refuse.</summary>
internal static class EvictionHandler
{
    public static ApiReply Handle(Cluster cluster, ObjectHandler.Call call, JsonObject body)
    {
        var request = call.Request;
        if (request.Method != "POST") throw StatusError.MethodNotAllowed();
        var pod = cluster.Store.Find(KindTable.Pod, request.Namespace, request.Name) ?? throw StatusError.NotFound(KindTable.Pod, request.Name);
        if (body.Text("metadata", "name") is { } name && name != pod.Name)
            throw StatusError.BadRequest($"name in URL does not match name in Eviction object: {request.Name}, {name}");
        var dryRun = request.Query.Has("dryRun") || body.Array("deleteOptions", "dryRun") is { Count: > 0 };
        var options = RequestOptions.Of(request, call.User, call.UserAgent, apply: false, dryRun);
        if (pod.Json.Text("status", "phase") is not ("Pending" or "Succeeded" or "Failed") && !pod.IsTerminating) Spend(cluster, pod, dryRun);
        cluster.Writer.Delete(KindTable.Pod, pod.Namespace, pod.Name, DeleteOptions.Parse(body.Object("deleteOptions"), null, null), options);
        return ApiReply.Of(201, new JsonObject
        { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = 201 });
    }

    /// <summary>Takes one disruption from the pod's budget, or refuses.</summary>
    private static void Spend(Cluster cluster, StoredObject pod, bool dryRun)
    {
        var budgets = cluster.Store.All(KindTable.Budget, pod.Namespace)
            .Where(budget => budget.Json.Object("spec", "selector") is { } selector && Selector.Of(selector).Matches(pod.Labels)).ToList();
        if (budgets.Count > 1)
            throw new StatusError(500, "InternalError", "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        if (budgets.Count == 0) return;
        var status = budgets[0].Json.Object("status");
        if ((status.Whole("observedGeneration") ?? 0) < (budgets[0].Json.Whole("metadata", "generation") ?? 1)) throw Refused();
        if ((status.Whole("disruptionsAllowed") ?? 0) < 1)
        {
            throw Refused(new JsonObject
            {
                ["reason"] = "DisruptionBudget",
                ["message"] = $"The disruption budget {budgets[0].Name} needs {status.Whole("desiredHealthy") ?? 0} healthy pods and has "
                    + $"{status.Whole("currentHealthy") ?? 0} currently",
            });
        }

        if (dryRun) return;
        cluster.Writer.Modify(KindTable.Budget, pod.Namespace, budgets[0].Name, item =>
            item.Ensure("status")["disruptionsAllowed"] = (item.Whole("status", "disruptionsAllowed") ?? 1) - 1,
            WriteOptions.Internal("kube-apiserver", "status"));
    }

    private static StatusError Refused(JsonObject? cause = null) => new(429, "TooManyRequests",
        "Cannot evict pod as it would violate the pod's disruption budget.",
        cause is null ? [] : new JsonObject { ["causes"] = new JsonArray(cause) });
}
