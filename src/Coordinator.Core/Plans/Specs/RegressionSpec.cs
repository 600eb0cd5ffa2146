using System.Collections.Immutable;

namespace Coordinator.Core.Plans.Specs;

/// <summary>A sequential test of the new colour against the old.</summary>
public sealed record RegressionSpec
{
    /// <summary>Names of error-rate and latency metrics that are compared.</summary>
    public ImmutableArray<string> Metrics { get; init; } = [];

    /// <summary>How much worse (a share) the new colour may truly be. Default 0.002.</summary>
    public double Tolerance { get; init; } = 0.002;

    /// <summary>Chance of ever stopping a release that is not worse. Default 0.001; in (0, 0.5).</summary>
    public double FalseAlarm { get; init; } = 0.001;

    /// <summary>Over what evidence is multiplied: environment, region or release. Default environment.</summary>
    public Scope Pool { get; init; } = Scope.Environment;
}
