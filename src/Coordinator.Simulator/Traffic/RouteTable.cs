using System.Collections.Concurrent;
using System.Collections.Immutable;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;
using Coordinator.Simulator.Workloads;

namespace Coordinator.Simulator.Traffic;

/// <summary>
/// Where requests to a Service go: its ready endpoints, as its EndpointSlices say; when there are none, those that still serve
/// while they end. Follows the slices; reads need no lock.
/// </summary>
internal sealed class RouteTable
{
    private const string ServiceLabel = "kubernetes.io/service-name";

    private readonly Cluster cluster;
    private readonly ConcurrentDictionary<(string Namespace, string Service), Route> routes = new();
    private readonly Random random;
    private readonly Lock gate = new();

    public RouteTable(Cluster cluster, int seed)
    {
        this.cluster = cluster;
        random = new(seed);
        cluster.Store.Observe(Observe);
    }

    private sealed record Route(ImmutableArray<string> Ready, ImmutableArray<string> Ending)
    {
        public ImmutableArray<string> Usable => Ready.Length > 0 ? Ready : Ending;
    }

    /// <summary>Begins a request to a Service: 503 without an endpoint, status 0 when its pod is gone.</summary>
    public WorkloadResponse Begin(string ns, string service, string method, string path)
    {
        if (Pick(ns, service) is not { } uid)
            return new(503, "text/plain; charset=utf-8", "no endpoints available\n", TimeSpan.Zero, null);
        return cluster.Processes.Find(uid)?.Begin(method, path) ?? new(0, "", "", TimeSpan.Zero, null);
    }

    /// <summary>The uid of a pod that a request goes to; null when there is none.</summary>
    public string? Pick(string ns, string service)
    {
        if (!routes.TryGetValue((ns, service), out var route) || route.Usable.Length == 0) return null;
        if (route.Usable.Length == 1) return route.Usable[0];
        lock (gate) return route.Usable[random.Next(route.Usable.Length)];
    }

    private void Observe(Change change)
    {
        var item = change.After;
        if (item.Kind != KindTable.EndpointSlice || !item.Labels.TryGetValue(ServiceLabel, out var service)) return;
        var ready = ImmutableArray.CreateBuilder<string>();
        var ending = ImmutableArray.CreateBuilder<string>();
        foreach (var slice in cluster.Store.All(KindTable.EndpointSlice, item.Namespace))
        {
            if (slice.Labels.GetValueOrDefault(ServiceLabel) != service) continue;
            foreach (var endpoint in slice.Json.Objects("endpoints"))
            {
                if (endpoint.Text("targetRef", "uid") is not { } uid) continue;
                if (endpoint.Flag("conditions", "ready") is true) ready.Add(uid);
                else if (endpoint.Flag("conditions", "serving") is true && endpoint.Flag("conditions", "terminating") is true) ending.Add(uid);
            }
        }

        routes[(item.Namespace, service)] = new(ready.ToImmutable(), ending.ToImmutable());
    }
}
