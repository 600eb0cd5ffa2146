using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.Access;

/// <summary>The ClusterRoles for people that every cluster has: cluster-admin, admin, edit and view.</summary>
internal static class KnownRoles
{
    private static readonly string[] Read = ["get", "list", "watch"];
    private static readonly string[] Write = ["create", "delete", "deletecollection", "patch", "update"];

    private static readonly (string Group, string[] Resources)[] Shown =
    [
        ("", ["configmaps", "endpoints", "events", "limitranges", "namespaces", "persistentvolumeclaims", "persistentvolumeclaims/status",
            "pods", "pods/log", "pods/status", "resourcequotas", "resourcequotas/status", "serviceaccounts", "services", "services/status"]),
        ("apps", ["controllerrevisions", "daemonsets", "daemonsets/status", "deployments", "deployments/scale", "deployments/status",
            "replicasets", "replicasets/scale", "replicasets/status", "statefulsets", "statefulsets/scale", "statefulsets/status"]),
        ("autoscaling", ["horizontalpodautoscalers", "horizontalpodautoscalers/status"]),
        ("batch", ["cronjobs", "cronjobs/status", "jobs", "jobs/status"]),
        ("discovery.k8s.io", ["endpointslices"]),
        ("networking.k8s.io", ["ingresses", "ingresses/status", "networkpolicies"]),
        ("policy", ["poddisruptionbudgets", "poddisruptionbudgets/status"]),
    ];

    private static readonly (string Group, string[] Resources)[] Changed =
    [
        ("", ["configmaps", "endpoints", "events", "persistentvolumeclaims", "pods", "pods/proxy", "secrets", "serviceaccounts", "services",
            "services/proxy"]),
        ("apps", ["daemonsets", "deployments", "deployments/rollback", "deployments/scale", "replicasets", "replicasets/scale", "statefulsets",
            "statefulsets/scale"]),
        ("autoscaling", ["horizontalpodautoscalers"]),
        ("batch", ["cronjobs", "jobs"]),
        ("networking.k8s.io", ["ingresses", "networkpolicies"]),
        ("policy", ["poddisruptionbudgets"]),
    ];

    private static readonly JsonObject[] View = [.. Shown.Select(row => Rule(Read, row.Group, row.Resources))];

    private static readonly JsonObject[] Edit =
    [
        .. View, Rule(Read, "", ["secrets", "pods/proxy", "services/proxy"]), .. Changed.Select(row => Rule(Write, row.Group, row.Resources)),
        Rule(["create"], "", ["pods/eviction", "serviceaccounts/token"]), Rule(["impersonate"], "", ["serviceaccounts"]),
    ];

    private static readonly (string Name, JsonObject[] Rules)[] Rows =
    [
        ("cluster-admin",
        [
            Rule(["*"], "*", ["*"]), new() { ["verbs"] = new JsonArray("*"), ["nonResourceURLs"] = new JsonArray("*") },
        ]),
        ("admin",
        [
            .. Edit, Rule(["create"], "authorization.k8s.io", ["localsubjectaccessreviews"]),
            Rule([.. Read, .. Write], "rbac.authorization.k8s.io", ["rolebindings", "roles"]),
        ]),
        ("edit", Edit), ("view", View),
    ];

    public static void Install(Cluster cluster)
    {
        foreach (var (name, rules) in Rows)
        {
            cluster.Store.Put(KindTable.ClusterRole, new()
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = name,
                    ["uid"] = cluster.NextUid(),
                    ["creationTimestamp"] = cluster.NowText,
                    ["labels"] = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" },
                },
                ["rules"] = new JsonArray([.. rules.Select(rule => (JsonNode)rule.Copy())]),
            });
        }
    }

    private static JsonObject Rule(string[] verbs, string group, string[] resources) =>
        new() { ["verbs"] = List(verbs), ["apiGroups"] = List([group]), ["resources"] = List(resources) };

    private static JsonArray List(string[] values) => new([.. values.Select(value => (JsonNode)value)]);
}
