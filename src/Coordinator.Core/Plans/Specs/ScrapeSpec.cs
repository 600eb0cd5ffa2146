namespace Coordinator.Core.Plans.Specs;

/// <summary>Where Prometheus text is read.</summary>
/// <param name="Path">Default <c>/metrics</c>.</param>
/// <param name="Port">Container port; null = the annotation <c>prometheus.io/port</c>, else the first port.</param>
/// <param name="Url">A URL with placeholders instead of the API server's pod proxy; null = the proxy.</param>
public sealed record ScrapeSpec(string Path = "/metrics", int? Port = null, string? Url = null);
