using System.Collections.Immutable;

namespace Coordinator.Core.Plans.Specs;

/// <summary>Repeated measurement of health.</summary>
public sealed record AnalysisSpec
{
    /// <summary>Time between measurements where a metric names none. Default 30 s; 1 s to 1 h.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time before the first measurement where a metric names none. Default zero.</summary>
    public TimeSpan InitialDelay { get; init; }

    /// <summary>The metrics, names unique.</summary>
    public ImmutableArray<MetricSpec> Metrics { get; init; } = [];

    /// <summary>Sequential test of new against old; null = none.</summary>
    public RegressionSpec? Regression { get; init; }
}
