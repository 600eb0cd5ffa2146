using System.Collections.Immutable;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Analysis.Regression;

/// <summary>What one environment has found against the new colour, as it is told to region and release.</summary>
public sealed record RegressionEvidence
{
    /// <summary>No metric compared yet.</summary>
    public static ImmutableSortedDictionary<string, Evidence> Nothing { get; } = ImmutableSortedDictionary<string, Evidence>.Empty;

    /// <summary>When comparing began: another attempt of the release begins anew.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Over what it is pooled.</summary>
    public Scope Pool { get; init; }

    /// <summary>Chance of a false alarm of its pool.</summary>
    public double FalseAlarm { get; init; }

    /// <summary>How much worse (a share) the new colour may be.</summary>
    public double Tolerance { get; init; }

    /// <summary>Evidence by metric.</summary>
    public ImmutableSortedDictionary<string, Evidence> Metrics { get; init; } = Nothing;

    /// <summary>Whether this was found after the other, which comes from the same environment; null for none.</summary>
    public bool IsNewerThan(RegressionEvidence? other) => other is null
        || Since > other.Since
        || (Since == other.Since && Metrics.Values.Sum(one => (long)one.Intervals) > other.Metrics.Values.Sum(one => (long)one.Intervals));
}
