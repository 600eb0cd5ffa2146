namespace Coordinator.Core.Ports;

/// <summary>Nothing could be read.</summary>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Cause">Why, for the noData policy and for people.</param>
/// <param name="Detail">What was found.</param>
public sealed record FaultReading(string Metric, NoDataCause Cause, string Detail) : MetricReading(Metric);
