using System.Collections.Immutable;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Analysis.Regression;

/// <summary>Readings of both colours, taken at the same time.</summary>
/// <param name="Old">Of the old colour, one for each metric that is compared.</param>
/// <param name="New">Of the new colour.</param>
public sealed record ComparedReadings(ImmutableArray<MetricReading> Old, ImmutableArray<MetricReading> New);
