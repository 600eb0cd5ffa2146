using System.Text;
using System.Text.Json.Nodes;
using Coordinator.Simulator.CustomResources;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.Defaults;

/// <summary>The defaults of each kind, as one table. What they set counts as set by the client.</summary>
internal static class Defaulting
{
    private static readonly Dictionary<string, Action<JsonObject>> Table = new(StringComparer.Ordinal)
    {
        ["Namespace"] = item => item.Ensure("metadata", "labels")["kubernetes.io/metadata.name"] = item.Text("metadata", "name"),
        ["Service"] = ServiceDefaults.Apply,
        ["Pod"] = Pod,
        ["Secret"] = Secret,
        ["Deployment"] = WorkloadDefaults.Deployment,
        ["ReplicaSet"] = WorkloadDefaults.ReplicaSet,
        ["StatefulSet"] = WorkloadDefaults.StatefulSet,
        ["DaemonSet"] = WorkloadDefaults.DaemonSet,
        ["Job"] = WorkloadDefaults.Job,
        ["CronJob"] = WorkloadDefaults.CronJob,
        ["PodTemplate"] = WorkloadDefaults.Template,
        ["HorizontalPodAutoscaler"] = PolicyDefaults.Scaler,
        ["CustomResourceDefinition"] = PolicyDefaults.Definition,
        ["StorageClass"] = StorageClass,
        ["PersistentVolumeClaim"] = item => item.Ensure("spec").Default("volumeMode", "Filesystem"),
        ["NetworkPolicy"] = NetworkPolicy,
        ["LimitRange"] = LimitRange,
        ["RoleBinding"] = Binding,
        ["ClusterRoleBinding"] = Binding,
    };

    public static void Apply(ApiKind kind, JsonObject item)
    {
        if (kind.Definition is { } definition) SchemaShaping.Default(definition.Schema, item);
        else if (Table.TryGetValue(kind.Name, out var apply)) apply(item);
    }

    private static void Pod(JsonObject item)
    {
        var spec = item.Ensure("spec");
        PodDefaults.Template(spec);
        PodDefaults.Requests(spec);
        spec.Default("enableServiceLinks", true);
    }

    private static void Secret(JsonObject item)
    {
        item.Default("type", "Opaque");
        if (item["stringData"] is not JsonObject texts) return;
        item.Remove("stringData");
        var data = item.Ensure("data");
        foreach (var (name, text) in texts) data[name] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text.Text() ?? ""));
        item["data"] = data.Texts().ToJson();
    }

    private static void StorageClass(JsonObject item)
    {
        item.Default("reclaimPolicy", "Delete");
        item.Default("volumeBindingMode", "Immediate");
    }

    private static void NetworkPolicy(JsonObject item)
    {
        var spec = item.Ensure("spec");
        var types = new JsonArray("Ingress");
        if (spec.Array("egress") is { Count: > 0 }) types.Add("Egress");
        spec.Default("policyTypes", types);
    }

    /// <summary>What a container is limited to it also requests, and neither is more than the most.</summary>
    private static void LimitRange(JsonObject item)
    {
        foreach (var limit in item.Objects("spec", "limits").Where(limit => limit.Text("type") == "Container"))
        {
            foreach (var (from, to) in ((string, string)[])[("max", "default"), ("default", "defaultRequest"), ("min", "defaultRequest")])
            {
                foreach (var (resource, amount) in limit.Object(from) ?? []) limit.Ensure(to).Default(resource, amount?.DeepClone());
            }
        }
    }

    private static void Binding(JsonObject item)
    {
        item.Object("roleRef")?.Default("apiGroup", "rbac.authorization.k8s.io");
        foreach (var subject in item.Objects("subjects"))
        {
            if (subject.Text("kind") is "User" or "Group") subject.Default("apiGroup", "rbac.authorization.k8s.io");
        }
    }
}
