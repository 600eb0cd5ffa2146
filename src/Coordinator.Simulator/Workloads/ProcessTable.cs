using System.Collections.Concurrent;
using Coordinator.Simulator.Clusters;

namespace Coordinator.Simulator.Workloads;

/// <summary>The running programs of a cluster, by the uid of their pod. Reads need no lock.</summary>
internal sealed class ProcessTable(Cluster cluster, int seed)
{
    private readonly ConcurrentDictionary<string, PodProcess> running = new(StringComparer.Ordinal);
    private readonly Random random = new(seed);

    public PodProcess? Find(string uid) => running.GetValueOrDefault(uid);

    public IEnumerable<PodProcess> All => running.Values;

    public PodProcess Start(PodIdentity identity, Behavior behavior) =>
        running[identity.Uid] = new PodProcess(identity, behavior, cluster.Time, random.Next());

    public void End(string uid)
    {
        if (running.TryRemove(uid, out var process)) process.Die();
    }
}
