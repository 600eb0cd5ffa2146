using System.Text.Json.Nodes;
using Coordinator.Simulator.Access;
using Coordinator.Simulator.CustomResources;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;

namespace Coordinator.Simulator.Clusters;

/// <summary>What is in a cluster from the start: two nodes, the namespaces default and kube-system, a storage class.</summary>
internal static class Seeding
{
    private const int Nodes = 2;

    private static readonly WriteOptions By = WriteOptions.Internal("kube-apiserver");

    public static void Fill(Cluster cluster)
    {
        lock (cluster.Gate)
        {
            foreach (var name in (string[])["default", "kube-system"]) cluster.Writer.Create(KindTable.Namespace, "", Named(name), By);
            KnownRoles.Install(cluster);
            KnownDefinitions.Install(cluster);
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

    private static void AddNode(Cluster cluster, string name, string address)
    {
        var node = Named(name);
        node["metadata"]!["labels"] = new JsonObject { ["kubernetes.io/hostname"] = name, ["kubernetes.io/os"] = "linux" };
        cluster.Writer.Create(KindTable.Node, "", node, By);
        cluster.Writer.Modify(KindTable.Node, "", name, item => item["status"] = new JsonObject
        {
            ["capacity"] = Resources(),
            ["allocatable"] = Resources(),
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Ready",
                ["status"] = "True",
                ["lastHeartbeatTime"] = cluster.NowText,
                ["lastTransitionTime"] = cluster.NowText,
                ["reason"] = "KubeletReady",
                ["message"] = "kubelet is posting ready status",
            }),
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
        }, WriteOptions.Internal("kubelet", "status"));
    }

    private static JsonObject Resources() => new()
    { ["cpu"] = "64", ["memory"] = "256Gi", ["pods"] = "500", ["ephemeral-storage"] = "500Gi" };
}
