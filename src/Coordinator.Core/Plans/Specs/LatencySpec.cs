namespace Coordinator.Core.Plans.Specs;

/// <summary>A latency quantile, from a histogram in seconds.</summary>
/// <param name="Histogram">Default <c>http_request_duration_seconds</c>.</param>
/// <param name="Quantile">In (0, 1). Default 0.95.</param>
public sealed record LatencySpec(string Histogram = "http_request_duration_seconds", double Quantile = 0.95);
