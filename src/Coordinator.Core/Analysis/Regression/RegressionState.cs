using System.Collections.Immutable;

namespace Coordinator.Core.Analysis.Regression;

/// <summary>What an environment remembers of comparing its colours.</summary>
public sealed record RegressionState
{
    /// <summary>When both colours are read next.</summary>
    public DateTimeOffset NextAt { get; init; }

    /// <summary>Counters at the beginning of the current interval, by metric; empty after the weight changed.</summary>
    public ImmutableSortedDictionary<string, ComparedPods> Baselines { get; init; } = ImmutableSortedDictionary<string, ComparedPods>.Empty;

    /// <summary>What was found so far.</summary>
    public required RegressionEvidence Evidence { get; init; }
}
