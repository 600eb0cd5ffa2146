namespace Coordinator.Core.Ports;

/// <summary>A counter's value under a label value.</summary>
public sealed record CounterSeries(string Label, double Value);
