namespace Coordinator.Core.Ports;

/// <summary>One probe of what users reach.</summary>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Succeeded">Whether the answer was as expected.</param>
/// <param name="Detail">Status or error, for people.</param>
public sealed record ProbeReading(string Metric, bool Succeeded, string Detail) : MetricReading(Metric);
