using System.Collections.Immutable;

namespace Coordinator.Core.Ports;

/// <summary>Counters of one container start of one pod.</summary>
/// <param name="Pod">Pod name.</param>
/// <param name="Series">For an error rate: by value of the status label; for a latency: cumulative buckets by <c>le</c>. Series
/// that differ only in other labels are added up.</param>
/// <param name="Stamp">Greatest time that its samples carry, in the unit and by the clock of whoever wrote them; null where one carries
/// none, as is usual.</param>
public sealed record PodCounters(string Pod, ImmutableArray<CounterSeries> Series, double? Stamp = null);
