using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Defaults;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Quotas;
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.Objects;

/// <summary>What the server gives an object of its own accord; no client owns it.</summary>
internal static class Allocation
{
    /// <summary>Fields that the server's own form always has, so that they are empty where nothing is said.</summary>
    private static readonly Dictionary<string, Action<JsonObject>> Always = new(StringComparer.Ordinal)
    {
        ["Event"] = item =>
        {
            item.Default("reportingComponent", "");
            item.Default("reportingInstance", "");
            item.Default("source", new JsonObject());
        },
    };

    /// <summary>The status with which a new object begins; an empty one where there is no row.</summary>
    private static readonly Dictionary<string, string> FirstStatus = new(StringComparer.Ordinal)
    {
        ["Service"] = """{"loadBalancer":{}}""",
        ["PersistentVolumeClaim"] = """{"phase":"Pending"}""",
        ["PersistentVolume"] = """{"phase":"Pending"}""",
        ["Namespace"] = """{"phase":"Active"}""",
        ["Ingress"] = """{"loadBalancer":{}}""",
        ["ReplicaSet"] = """{"replicas":0}""",
        ["StatefulSet"] = """{"replicas":0,"availableReplicas":0}""",
        ["DaemonSet"] = """{"currentNumberScheduled":0,"numberMisscheduled":0,"desiredNumberScheduled":0,"numberReady":0}""",
        ["PodDisruptionBudget"] = """{"disruptionsAllowed":0,"currentHealthy":0,"desiredHealthy":0,"expectedPods":0}""",
        ["CustomResourceDefinition"] = """{"conditions":null,"acceptedNames":{"plural":"","kind":""}}""",
        ["autoscaling/v1HorizontalPodAutoscaler"] = """{"currentReplicas":0,"desiredReplicas":0}""",
        ["HorizontalPodAutoscaler"] = """{"desiredReplicas":0,"currentMetrics":null}""",
    };

    public static void Create(ApiKind kind, JsonObject item, Cluster cluster)
    {
        Complete(kind, item);
        if (kind == KindTable.Service) CheckPorts(item, cluster);
        if (kind == KindTable.Service) ServiceDefaults.Allocate(item, cluster.NextServiceAddress, cluster.NextNodePort);
        else if (kind == KindTable.Pod)
        {
            AccountExists(item, cluster);
            LimitRanges.Fill(cluster, item);
            PodAdmission.Admit(item, cluster.Suffix(), cluster.NowText);
        }
        else if (kind == KindTable.Job) WorkloadDefaults.AllocateJob(item);
        else if (kind is { Custom: false, Name: "PersistentVolumeClaim" }) Protect(item, "kubernetes.io/pvc-protection");
        else if (kind == KindTable.Namespace) item["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") };
        if (!kind.HasStatus || kind.Custom || kind == KindTable.Pod) return;
        item["status"] = JsonNode.Parse(FirstStatus.GetValueOrDefault(kind.ApiVersion + kind.Name) ?? FirstStatus.GetValueOrDefault(kind.Name, "{}"));
        if (kind == KindTable.Definition)
        {
            item["status"]!["storedVersions"] = new JsonArray([.. item.Objects("spec", "versions")
                .Where(version => version.Flag("storage") is true).Select(version => (JsonNode?)version.Text("name"))]);
        }
    }

    /// <summary>That of the name default comes with the namespace.</summary>
    private static void AccountExists(JsonObject pod, Cluster cluster)
    {
        if (pod.Text("spec", "serviceAccountName") is not { } account || account is "default") return;
        var ns = pod.Text("metadata", "namespace") ?? "";
        if (cluster.Store.Find(KindTable.ServiceAccount, ns, account) is not null) return;
        throw StatusError.Forbidden(KindTable.Pod, pod.Text("metadata", "name") ?? "",
            $"error looking up service account {ns}/{account}: serviceaccount \"{account}\" not found");
    }

    /// <summary>A port of the nodes leads to one Service.</summary>
    private static void CheckPorts(JsonObject service, Cluster cluster)
    {
        if (service.Text("spec", "type") is not ("NodePort" or "LoadBalancer")) return;
        var uid = service.Text("metadata", "uid");
        var problems = new List<FieldProblem>();
        var place = 0;
        foreach (var port in service.Objects("spec", "ports"))
        {
            if (port.Whole("nodePort") is { } number and > 0 && cluster.Store.All(KindTable.Service).Any(other => other.Uid != uid
                && other.Json.Objects("spec", "ports").Any(taken => taken.Whole("nodePort") == number)))
                problems.Add(FieldProblem.Invalid($"spec.ports[{place}].nodePort", JsonValue.Create(number), "provided port is already allocated"));
            place++;
        }

        InvalidObject.ThrowIfAny(KindTable.Service, service.Text("metadata", "name") ?? "", problems);
    }

    private static void Protect(JsonObject item, string finalizer)
    {
        var metadata = item.Ensure("metadata");
        if (metadata["finalizers"] is not JsonArray finalizers) metadata["finalizers"] = finalizers = [];
        if (!finalizers.Any(known => known.Text() == finalizer)) finalizers.Add(finalizer);
    }

    private static void Complete(ApiKind kind, JsonObject item)
    {
        if (!kind.Custom && Always.TryGetValue(kind.Name, out var complete)) complete(item);
    }

    public static void Update(ApiKind kind, JsonObject before, JsonObject after, Cluster cluster)
    {
        Complete(kind, after);
        if (kind == KindTable.Service) CheckPorts(after, cluster);
        if (kind == KindTable.Service) ServiceDefaults.Carry(before, after, cluster.NextServiceAddress, cluster.NextNodePort);
        else if (kind == KindTable.Job) after.Ensure("spec").Default("selector", before.At("spec", "selector")?.DeepClone());
    }
}
