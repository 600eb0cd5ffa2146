namespace Coordinator.Core.Ports;

/// <summary>One number.</summary>
public sealed record ScalarReading(string Metric, double Value) : MetricReading(Metric);
