namespace Coordinator.Core.Ports;

/// <summary>The cluster's API can't be reached or does not answer in time; the outcome of a write is unknown. Retried.</summary>
public sealed class ClusterUnreachableException(string cluster, string message, Exception? inner = null)
    : Exception($"cluster {cluster}: {message}", inner)
{
    /// <summary>Name of the cluster.</summary>
    public string Cluster { get; } = cluster;

    /// <summary>Whether its API server has no time, or its budget of calls is used up: what was asked behind it, a pod or a Service, was not
    /// reached and said nothing.</summary>
    public bool IsBusy { get; init; }
}
