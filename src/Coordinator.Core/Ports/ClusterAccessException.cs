namespace Coordinator.Core.Ports;

/// <summary>The way to a cluster is wrongly configured (kubeconfig unreadable, context unknown, cluster not registered).</summary>
public sealed class ClusterAccessException(string cluster, string message, Exception? inner = null)
    : Exception($"cluster {cluster}: {message}", inner)
{
    /// <summary>Name of the cluster.</summary>
    public string Cluster { get; } = cluster;
}
