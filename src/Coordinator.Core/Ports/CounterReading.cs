using System.Collections.Immutable;

namespace Coordinator.Core.Ports;

/// <summary>Counters of each pod of a colour, as they stand.</summary>
public sealed record CounterReading(string Metric, ImmutableArray<PodCounters> Pods) : MetricReading(Metric);
