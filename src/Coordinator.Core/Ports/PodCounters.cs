using System.Collections.Immutable;

namespace Coordinator.Core.Ports;

/// <summary>Counters of one container start of one pod.</summary>
/// <param name="Pod">Pod name.</param>
/// <param name="Series">For an error rate: by value of the status label; for a latency: cumulative buckets by <c>le</c>. Series
/// that differ only in other labels are added up.</param>
public sealed record PodCounters(string Pod, ImmutableArray<CounterSeries> Series);
