namespace Coordinator.Core.Clusters;

/// <summary>A cluster in which nothing starts.</summary>
/// <param name="Cluster">Its name.</param>
/// <param name="Because">Who keeps it so, and why.</param>
public sealed record CordonedCluster(string Cluster, string Because)
{
    /// <summary>The sentence for people.</summary>
    public static string Sentence(string cluster, Cordon cordon) => $"cluster {cluster} is cordoned by {cordon.By}: {cordon.Reason}";
}
