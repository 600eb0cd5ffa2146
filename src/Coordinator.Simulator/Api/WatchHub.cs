using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Faults;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Api;

/// <summary>The open watches of a cluster: hands each change to those that want it. Under the cluster's lock.</summary>
internal sealed class WatchHub
{
    /// <summary>Watches at once.</summary>
    public const int MaxWatches = 20_000;

    private readonly Cluster cluster;
    private readonly Dictionary<string, List<WatchSession>> sessions = new(StringComparer.Ordinal);
    private int count;

    public WatchHub(Cluster cluster)
    {
        this.cluster = cluster;
        cluster.Store.Observe(Publish);
        cluster.Faults.WatchesDropped += Drop;
    }

    public int Count => count;

    public void Add(WatchSession session)
    {
        if (count >= MaxWatches) throw new StatusError(429, "TooManyRequests", "too many watches are open");
        if (!sessions.TryGetValue(session.Kind.Storage.Resource, out var list)) sessions[session.Kind.Storage.Resource] = list = [];
        list.Add(session);
        count++;
    }

    public void Remove(WatchSession session)
    {
        if (sessions.TryGetValue(session.Kind.Storage.Resource, out var list) && list.Remove(session)) count--;
    }

    private void Publish(Change change)
    {
        if (!sessions.TryGetValue(change.After.Kind.Resource, out var list)) return;
        foreach (var session in list) session.Offer(change);
    }

    /// <summary>Ends the watches of a kind that is served no longer.</summary>
    public void End(ApiKind kind)
    {
        foreach (var session in sessions.GetValueOrDefault(kind.Storage.Resource) ?? []) session.Finish();
    }

    private void Drop(Fault fault)
    {
        lock (cluster.Gate)
        {
            foreach (var session in sessions.Values.SelectMany(list => list))
            {
                if (FaultTable.Matches(fault, "GET", session.Path)) session.Break();
            }
        }
    }
}
