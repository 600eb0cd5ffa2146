namespace Coordinator.Core.Ports;

/// <summary>The cluster's API can't be reached or does not answer in time; the outcome of a write is unknown. Retried.</summary>
public sealed class ClusterUnreachableException(string cluster, string message, Exception? inner = null)
    : Exception($"cluster {cluster}: {message}", inner)
{
    /// <summary>Name of the cluster.</summary>
    public string Cluster { get; } = cluster;
}
