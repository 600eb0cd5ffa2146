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

    /// <summary>Time between two comparisons: what goes bad together within it counts as one trial, so it should not be shorter than
    /// usual bursts of errors. Default 5 s; 1 s to 5 min.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Over what evidence is multiplied: environment, region or release. Default environment.</summary>
    public Scope Pool { get; init; } = Scope.Environment;

    /// <summary>As each pool tests it: the chance of a false alarm is the release's, and pools that are judged by themselves share it
    /// (Bonferroni).</summary>
    /// <param name="regions">Region of each environment.</param>
    public RegressionSpec SharedOver(ImmutableArray<string> regions) => this with
    {
        FalseAlarm = FalseAlarm / Pool switch
        {
            Scope.Environment => regions.Length,
            Scope.Region => regions.Distinct().Count(),
            Scope.Wave or Scope.Release => 1,
        },
    };
}
