using System.Collections.Concurrent;
using System.Collections.Immutable;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;
using Coordinator.Simulator.Workloads;

namespace Coordinator.Simulator.Traffic;

/// <summary>
/// Where requests go. Users who come for a Service follow the HTTPRoute or VirtualService that names it, by the weights there;
/// without one they reach the Service itself. A Service leads to its ready endpoints, as its EndpointSlices say; when there are
/// none, to those that still serve while they end. Follows slices and routes; reads need no lock.
/// </summary>
internal sealed class RouteTable
{
    private const string ServiceLabel = "kubernetes.io/service-name";

    private readonly Cluster cluster;
    private readonly ConcurrentDictionary<(string Namespace, string Service), Route> routes = new();
    private readonly ConcurrentDictionary<(string Namespace, string Service), UserRoute> entrances = new();
    private readonly SortedDictionary<(string Namespace, string Kind, string Name), UserRoute> directed = [];
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

    /// <summary>Begins a user's request for a Service: 404 where its route has no rule for it, 500 where the rule has no weight, 503
    /// without an endpoint, status 0 when its pod is gone.</summary>
    public WorkloadResponse Begin(string ns, string service, string method, string path)
    {
        if (entrances.TryGetValue((ns, service), out var route))
        {
            if (route.Find(method, path) is not { } rule) return Plainly(404, "no rule for this path\n");
            if (rule.Next() is not { } backend) return Plainly(500, "no backend has a weight\n");
            (ns, service) = (backend.Namespace, backend.Service);
        }

        if (Pick(ns, service) is not { } uid) return Plainly(503, "no endpoints available\n");
        return cluster.Processes.Find(uid)?.Begin(method, path) ?? new(0, "", "", TimeSpan.Zero, null);
    }

    /// <summary>Puts a route in force; null takes it away. Called under the cluster's lock.</summary>
    public void Direct(string kind, string ns, string name, UserRoute? route)
    {
        if (route is null) directed.Remove((ns, kind, name));
        else directed[(ns, kind, name)] = route;
        var wanted = new Dictionary<string, UserRoute>(StringComparer.Ordinal);
        foreach (var (key, one) in directed)
        {
            if (key.Namespace != ns) continue;
            // Of several the first by its name is the one, every time.
            foreach (var entrance in one.Entrances) wanted.TryAdd(entrance, one);
        }

        foreach (var (entrance, one) in wanted) entrances[(ns, entrance)] = one;
        foreach (var known in entrances.Keys)
        {
            if (known.Namespace == ns && !wanted.ContainsKey(known.Service)) entrances.TryRemove(known, out _);
        }
    }

    /// <summary>The uid of a pod that a request goes to; null when there is none.</summary>
    public string? Pick(string ns, string service)
    {
        if (!routes.TryGetValue((ns, service), out var route) || route.Usable.Length == 0) return null;
        if (route.Usable.Length == 1) return route.Usable[0];
        lock (gate) return route.Usable[random.Next(route.Usable.Length)];
    }

    private static WorkloadResponse Plainly(int status, string text) => new(status, "text/plain; charset=utf-8", text, TimeSpan.Zero, null);

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
