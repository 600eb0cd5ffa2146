using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.Quotas;

/// <summary>What objects use of the resources that a quota can limit.</summary>
internal static class QuotaUse
{
    /// <summary>Resources of quotas that count objects, by the resource of their kind.</summary>
    private static readonly string[] Counted =
        ["pods", "services", "configmaps", "secrets", "persistentvolumeclaims", "resourcequotas", "replicationcontrollers"];

    /// <summary>What a namespace uses of a resource.</summary>
    public static decimal Of(Cluster cluster, string ns, string resource)
    {
        var sum = 0m;
        foreach (var shelf in cluster.Store.Shelves.Where(shelf => shelf.Kind.Namespaced && MayCount(shelf.Kind, resource)))
        {
            foreach (var item in shelf.All(ns)) sum += Of(shelf.Kind, item.Json, resource);
        }

        return sum;
    }

    /// <summary>What one object uses of a resource; 0 when it does not count.</summary>
    public static decimal Of(ApiKind kind, JsonObject item, string resource)
    {
        if (resource == "count/" + kind.Resource) return 1;
        if (kind == KindTable.Service && resource.StartsWith("services.", StringComparison.Ordinal)) return Special(item, resource);
        if (kind != KindTable.Pod) return kind.Group.Length == 0 && kind.Plural == resource && Counted.Contains(resource) ? 1 : 0;
        if (item.Text("status", "phase") is "Succeeded" or "Failed") return 0;
        if (resource == "pods") return 1;
        var (list, name) = Amount(resource);
        if (list.Length == 0) return 0;
        return item.Objects("spec", "containers").Sum(container => Quantity.Parse(container.At("resources", list, name)) ?? 0);
    }

    /// <summary>Containers of a pod that say nothing of a resource that a quota limits.</summary>
    public static IEnumerable<string> Silent(ApiKind kind, JsonObject item, string resource)
    {
        var (list, name) = Amount(resource);
        if (kind != KindTable.Pod || list.Length == 0) return [];
        return item.Objects("spec", "containers").Where(container => container.At("resources", list, name) is null)
            .Select(container => container.Text("name") ?? "");
    }

    private static bool MayCount(ApiKind kind, string resource) => kind == KindTable.Pod || kind == KindTable.Service
        || resource == "count/" + kind.Resource || kind.Plural == resource;

    private static decimal Special(JsonObject service, string resource) => (resource, service.Text("spec", "type")) switch
    {
        ("services.loadbalancers", "LoadBalancer") => 1,
        ("services.nodeports", "NodePort" or "LoadBalancer") => service.Objects("spec", "ports").Count(),
        _ => 0,
    };

    /// <summary>Which list of a container's resources a quota's name means, and the name in it.</summary>
    private static (string List, string Name) Amount(string resource) => resource switch
    {
        "cpu" or "memory" or "ephemeral-storage" => ("requests", resource),
        _ when resource.StartsWith("requests.", StringComparison.Ordinal) => ("requests", resource["requests.".Length..]),
        _ when resource.StartsWith("limits.", StringComparison.Ordinal) => ("limits", resource["limits.".Length..]),
        _ => ("", ""),
    };
}
