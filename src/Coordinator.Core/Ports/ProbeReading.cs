namespace Coordinator.Core.Ports;

/// <summary>One probe of what users reach.</summary>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Succeeded">Whether the answer was as expected.</param>
/// <param name="Detail">Status or error, for people.</param>
/// <param name="EndedAt">When it ended; null = with the sample that it is part of, which may have waited for others.</param>
public sealed record ProbeReading(string Metric, bool Succeeded, string Detail, DateTimeOffset? EndedAt = null) : MetricReading(Metric);
