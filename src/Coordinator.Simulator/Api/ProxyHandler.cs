using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Controllers;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Workloads;

namespace Coordinator.Simulator.Api;

/// <summary>The pod and service proxies: a request to a pod's program, in process. Under the cluster's lock.</summary>
internal static class ProxyHandler
{
    /// <summary>Begins the request; the caller waits out its latency and completes it.</summary>
    public static WorkloadResponse Begin(Cluster cluster, ApiRequest request)
    {
        var parts = request.Name.Split(':');
        var (name, port) = parts.Length == 3 ? (parts[1], parts[2]) : (parts[0], parts.Length == 2 ? parts[1] : "");
        var process = request.Kind == KindTable.Pod ? Pod(cluster, request.Namespace, name, port)
            : Service(cluster, request.Namespace, name, port);
        return process.Begin(request.Method, request.Rest.Length == 0 ? "/" : request.Rest);
    }

    private static PodProcess Pod(Cluster cluster, string ns, string name, string port)
    {
        var pod = cluster.Store.Find(KindTable.Pod, ns, name) ?? throw StatusError.NotFound(KindTable.Pod, name);
        if (pod.Json.Text("status", "podIP") is not { } address) throw StatusError.BadRequest("address not allowed");
        var number = long.TryParse(port, out var asked) ? asked : pod.Json.Objects("spec", "containers")
            .SelectMany(container => container.Objects("ports"))
            .FirstOrDefault(candidate => port.Length == 0 || candidate.Text("name") == port).Whole("containerPort") ?? 80;
        return Listening(cluster.Processes.Find(pod.Uid), address, number);
    }

    private static PodProcess Service(Cluster cluster, string ns, string name, string port)
    {
        var service = cluster.Store.Find(KindTable.Service, ns, name) ?? throw StatusError.NotFound(KindTable.Service, name);
        var ports = service.Json.Objects("spec", "ports").ToList();
        var chosen = ports.Find(candidate => long.TryParse(port, out var number)
            ? candidate.Whole("port") == number : (candidate.Text("name") ?? "") == port);
        if (chosen is null && long.TryParse(port, out _))
            throw StatusError.Unavailable($"no service port {port} found for service \"{name}\"");
        if (chosen is null || cluster.Routes.Pick(ns, name) is not { } uid)
            throw StatusError.Unavailable($"no endpoints available for service \"{name}\"");
        var pod = cluster.Store.All(KindTable.Pod, ns).FirstOrDefault(candidate => candidate.Uid == uid);
        var target = pod is null ? null : EndpointsController.TargetPort(chosen, pod);
        return Listening(cluster.Processes.Find(uid), pod?.Json.Text("status", "podIP") ?? name, target ?? 80);
    }

    private static PodProcess Listening(PodProcess? process, string address, long port) =>
        process is not null && process.Listens(port) ? process : throw StatusError.Unavailable(
            $"error trying to reach service: dial tcp {address}:{port}: connect: connection refused");
}
