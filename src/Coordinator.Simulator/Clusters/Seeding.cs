using System.Text.Json.Nodes;
using Coordinator.Simulator.Access;
using Coordinator.Simulator.CustomResources;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;

namespace Coordinator.Simulator.Clusters;

/// <summary>
/// What is in a cluster from the start: the system's namespaces, the Service of the API itself, two nodes with their leases, a
/// default storage class.
/// </summary>
internal static class Seeding
{
    private const int Nodes = 2;
    private const string LeaseNamespace = "kube-node-lease";

    private static readonly WriteOptions By = WriteOptions.Internal("kube-apiserver");
    private static readonly WriteOptions NodeBy = WriteOptions.Internal("kubelet");

    public static void Fill(Cluster cluster)
    {
        lock (cluster.Gate)
        {
            foreach (var name in (string[])["default", LeaseNamespace, "kube-public", "kube-system"])
                cluster.Writer.Create(KindTable.Namespace, "", Named(name), By);
            KnownRoles.Install(cluster);
            KnownDefinitions.Install(cluster);
            AddApiService(cluster);
            for (var i = 1; i <= Nodes; i++) AddNode(cluster, $"{cluster.Name}-node-{i}", $"192.168.0.{10 + i}");
            cluster.Writer.Create(KindTable.StorageClass, "", new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = "standard",
                    ["annotations"] = new JsonObject { ["storageclass.kubernetes.io/is-default-class"] = "true" },
                },
                ["provisioner"] = "simulator.example/standard",
            }, By);
        }
    }

    private static JsonObject Named(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name } };

    /// <summary>The Service by which pods reach the API. Its endpoint is the simulator's own and not listed.</summary>
    private static void AddApiService(Cluster cluster)
    {
        var service = Named("kubernetes");
        service["metadata"]!["labels"] = new JsonObject { ["component"] = "apiserver", ["provider"] = "kubernetes" };
        service["spec"] = new JsonObject
        {
            ["clusterIP"] = "10.96.0.1",
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = 443, ["protocol"] = "TCP", ["targetPort"] = 6443 }),
        };
        cluster.Writer.Create(KindTable.Service, "default", service, By);
    }

    private static void AddNode(Cluster cluster, string name, string address)
    {
        var node = Named(name);
        node["metadata"]!["labels"] = new JsonObject
        {
            ["beta.kubernetes.io/arch"] = "amd64",
            ["beta.kubernetes.io/os"] = "linux",
            ["kubernetes.io/arch"] = "amd64",
            ["kubernetes.io/hostname"] = name,
            ["kubernetes.io/os"] = "linux",
        };
        cluster.Writer.Create(KindTable.Node, "", node, NodeBy);
        var lease = Named(name);
        var now = cluster.Now.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture);
        lease["spec"] = new JsonObject { ["holderIdentity"] = name, ["leaseDurationSeconds"] = 40, ["renewTime"] = now };
        cluster.Writer.Create(KindTable.Lease, LeaseNamespace, lease, NodeBy);
        cluster.Writer.Modify(KindTable.Node, "", name, item => item["status"] = Status(cluster, name, address),
            WriteOptions.Internal("kubelet", "status"));
    }

    private static JsonObject Status(Cluster cluster, string name, string address) => new()
    {
        ["capacity"] = Resources(),
        ["allocatable"] = Resources(),
        ["conditions"] = new JsonArray(
            Condition(cluster, "MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
            Condition(cluster, "DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
            Condition(cluster, "PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
            Condition(cluster, "Ready", "True", "KubeletReady", "kubelet is posting ready status")),
        ["addresses"] = new JsonArray(
            new JsonObject { ["type"] = "InternalIP", ["address"] = address },
            new JsonObject { ["type"] = "Hostname", ["address"] = name }),
        ["nodeInfo"] = new JsonObject
        {
            ["kubeletVersion"] = "v1.36.2",
            ["osImage"] = "simulated",
            ["operatingSystem"] = "linux",
            ["architecture"] = "amd64",
            ["containerRuntimeVersion"] = "simulated://1",
            ["kernelVersion"] = "0",
            ["bootID"] = "",
            ["machineID"] = "",
            ["systemUUID"] = "",
            ["kubeProxyVersion"] = "",
        },
    };

    private static JsonObject Condition(Cluster cluster, string type, string status, string reason, string message) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["lastHeartbeatTime"] = cluster.NowText,
        ["lastTransitionTime"] = cluster.NowText,
        ["reason"] = reason,
        ["message"] = message,
    };

    private static JsonObject Resources() => new()
    { ["cpu"] = "64", ["memory"] = "256Gi", ["pods"] = "500", ["ephemeral-storage"] = "500Gi" };
}
