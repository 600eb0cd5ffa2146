using System.Collections.Immutable;

namespace Coordinator.Core.Ports;

/// <summary>Counters of each pod of a colour, as they stand.</summary>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Pods">The pods that could be read.</param>
/// <param name="Missing">Which could not, and why, for people; null where all were read.</param>
public sealed record CounterReading(string Metric, ImmutableArray<PodCounters> Pods, string? Missing = null) : MetricReading(Metric);
