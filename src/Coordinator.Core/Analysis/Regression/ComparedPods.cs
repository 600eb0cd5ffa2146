using System.Collections.Immutable;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Analysis.Regression;

/// <summary>Counters of one metric of both colours at the end of an interval.</summary>
/// <param name="Old">Pods of the old colour.</param>
/// <param name="New">Pods of the new colour.</param>
/// <param name="Waits">Readings since that showed no request of a colour: the interval goes on.</param>
public sealed record ComparedPods(ImmutableArray<PodCounters> Old, ImmutableArray<PodCounters> New, int Waits = 0);
