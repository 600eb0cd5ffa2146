using System.Collections.Immutable;
using Coordinator.Simulator.Audit;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Faults;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Traffic;

namespace Coordinator.Simulator.Hosting;

/// <summary>One cluster of a simulator, in process: its traffic, faults and audit log. Thread-safe.</summary>
public sealed class SimulatedCluster
{
    private const int MaxMovedTags = 1_000;

    private readonly Cluster cluster;

    internal SimulatedCluster(Cluster cluster, Uri address)
    {
        this.cluster = cluster;
        Address = address;
    }

    /// <summary>The cluster's name.</summary>
    public string Name => cluster.Name;

    /// <summary>The address of its Kubernetes API.</summary>
    public Uri Address { get; }

    /// <summary>The faults that are set, with the strikes that are left to them.</summary>
    public ImmutableArray<Fault> Faults => cluster.Faults.All;

    /// <summary>Sequence of the newest audit entry; 0 when there is none.</summary>
    public long LastAuditSequence => cluster.Audit.Last;

    /// <summary>Reports of all traffic that was started.</summary>
    public ImmutableArray<TrafficReport> TrafficReports => cluster.Traffic.All;

    /// <summary>resourceVersion of the newest write.</summary>
    public long Version
    {
        get
        {
            lock (cluster.Gate) return cluster.Store.Version;
        }
    }

    /// <summary>Defects met by the cluster's controllers, the newest 100; empty when all is well.</summary>
    public ImmutableArray<string> Problems
    {
        get
        {
            lock (cluster.Gate) return [.. cluster.Problems];
        }
    }

    /// <summary>Rights that users other than the administrator made use of, as <c>VERB RESOURCE.GROUP NAMESPACE</c>; without a
    /// namespace for the whole cluster.</summary>
    public ImmutableArray<string> UsedRights
    {
        get
        {
            lock (cluster.Gate) return [.. cluster.Access.Used];
        }
    }

    /// <summary>Rights that they wanted and did not have, likewise.</summary>
    public ImmutableArray<string> MissedRights
    {
        get
        {
            lock (cluster.Gate) return [.. cluster.Access.Missed];
        }
    }

    /// <summary>Open watches.</summary>
    public int Watches
    {
        get
        {
            lock (cluster.Gate) return cluster.Watches.Count;
        }
    }

    /// <summary>Sets a fault, or replaces the one with its id. Returns its id.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public string PutFault(Fault fault)
    {
        lock (cluster.Gate) return cluster.Faults.Put(fault, cluster.Store.Version);
    }

    /// <summary>Removes a fault; false when there is none of that id.</summary>
    public bool RemoveFault(string id) => cluster.Faults.Remove(id);

    /// <summary>Removes all faults.</summary>
    public void ClearFaults() => cluster.Faults.Clear();

    /// <summary>Entries after a sequence (0 for all that are kept), oldest first, at most <paramref name="limit"/> (1,000 by default).</summary>
    public ImmutableArray<AuditEntry> AuditEntries(long after = 0, int limit = 1_000) => cluster.Audit.After(after, limit);

    /// <summary>Starts traffic to a Service with new counters; it replaces traffic of the same Service.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void StartTraffic(TrafficOptions options) => cluster.Traffic.Start(options);

    /// <summary>Stops traffic; its report stays. False when there is none.</summary>
    public bool StopTraffic(string ns, string service) => cluster.Traffic.Stop(ns, service);

    /// <summary>What users of a Service saw; null when there was no traffic.</summary>
    public TrafficReport? Traffic(string ns, string service) => cluster.Traffic.Report(ns, service);

    /// <summary>Kills the program of a pod (exit code 137); it is restarted after a back-off. False when it does not run.</summary>
    public bool KillPod(string ns, string name)
    {
        lock (cluster.Gate) return cluster.Store.Find(KindTable.Pod, ns, name) is { } pod && cluster.Controllers.Pods.Kill(pod);
    }

    /// <summary>Kills the programs of all pods whose label <c>version</c> is a colour. Returns how many ran.</summary>
    public int KillColor(string ns, string color)
    {
        lock (cluster.Gate)
        {
            return cluster.Store.All(KindTable.Pod, ns).Where(pod => pod.Labels.GetValueOrDefault("version") == color).ToList()
                .Count(cluster.Controllers.Pods.Kill);
        }
    }

    /// <summary>Scales a Deployment as an autoscaler does. False when there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Replicas are below 0 or above 10,000.</exception>
    public bool Autoscale(string ns, string deployment, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(replicas, 10_000);
        var by = new WriteOptions
        {
            User = "system:serviceaccount:kube-system:horizontal-pod-autoscaler",
            Manager = "horizontal-pod-autoscaler",
            Subresource = "scale",
            Verb = "update",
        };
        lock (cluster.Gate)
        {
            if (cluster.Store.Find(KindTable.Deployment, ns, deployment) is null) return false;
            cluster.Writer.Update(KindTable.Deployment, ns, deployment, current =>
            {
                var copy = current.Copy();
                copy.Ensure("spec")["replicas"] = replicas;
                return copy;
            }, by);
            return true;
        }
    }

    /// <summary>Lets an image's tag name another image: containers that start afterwards run it, and tell its digest.</summary>
    /// <param name="image">The image as pods name it, with its tag.</param>
    /// <exception cref="ArgumentException">It is empty or named by digest, or 1,000 tags were moved already.</exception>
    public void MoveTag(string image)
    {
        if (image.Length is 0 || image.Contains('@', StringComparison.Ordinal)) throw new ArgumentException("image: a name with a tag is required");
        lock (cluster.Gate)
        {
            if (cluster.MovedTags.Count >= MaxMovedTags) throw new ArgumentException($"image: {MaxMovedTags} tags were moved already");
            cluster.MovedTags[image] = cluster.MovedTags.GetValueOrDefault(image) + 1;
        }
    }

    /// <summary>Forgets the past: watches and lists from older versions answer 410 from now on.</summary>
    public void Compact()
    {
        lock (cluster.Gate) cluster.Store.CompactAll();
    }

    internal Cluster Inner => cluster;
}
