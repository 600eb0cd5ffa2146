using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Views;

/// <summary>What a metric is and where it comes from, in words.</summary>
internal static class MetricWords
{
    /// <summary><c>errorRate</c>, <c>latency</c>, <c>downtime</c> or <c>value</c>.</summary>
    public static string KindOf(MetricSpec metric) => metric switch
    {
        { ErrorRate: not null } => "errorRate",
        { Latency: not null } => "latency",
        { Probe: not null } => "downtime",
        _ => "value",
    };

    /// <summary>Where its values come from.</summary>
    public static string SourceOf(MetricSpec metric) => metric switch
    {
        { Scrape.Url: { } url } => url,
        { Scrape: { } scrape } => $"{scrape.Path} of the new color's pods",
        { Prometheus: { } prometheus } => $"Prometheus at {prometheus.Url}",
        { Probe: { } probe } => $"requests of what users reach, {probe.Path}",
        _ => "the statuses of the new color's pods",
    };
}
