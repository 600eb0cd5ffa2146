using Coordinator.Core.Clusters;
using Coordinator.Core.Views;

namespace Coordinator.Live;

/// <summary>How a cluster stands, for people.</summary>
internal static class ClusterText
{
    /// <summary><c>Ready</c>, or what keeps it from being so.</summary>
    public static string Status(ClusterView cluster) => (cluster.Cordon, cluster.UnreachableSince) switch
    {
        (null, null) => "Ready",
        ({ } cordon, null) => Cordoned(cordon),
        (null, { } since) => Away(since, cluster),
        ({ } cordon, { } since) => $"{Cordoned(cordon)}; {Away(since, cluster)}",
    };

    private static string Cordoned(Cordon cordon) => $"Cordoned by {Display.Line(cordon.By)}: {Display.Line(cordon.Reason)}";

    private static string Away(DateTimeOffset since, ClusterView cluster) =>
        $"Unreachable since {Display.Instant(since)}: {Display.Line(cluster.Unreachable)}";
}
