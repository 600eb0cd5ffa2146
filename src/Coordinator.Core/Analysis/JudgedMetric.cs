namespace Coordinator.Core.Analysis;

/// <summary>A metric after a measurement.</summary>
/// <param name="State">What is remembered of it.</param>
/// <param name="Measured">The measurement by itself.</param>
public sealed record JudgedMetric(MetricState State, Measurement Measured);
