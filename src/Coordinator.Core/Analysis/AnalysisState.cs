using System.Collections.Immutable;
using Coordinator.Core.Analysis.Controls;
using Coordinator.Core.Analysis.Regression;

namespace Coordinator.Core.Analysis;

/// <summary>What analysis remembers of the current step.</summary>
public sealed record AnalysisState
{
    /// <summary>When measuring began; null before the first step.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The metrics by name.</summary>
    public ImmutableSortedDictionary<string, MetricState> Metrics { get; init; } =
        ImmutableSortedDictionary<string, MetricState>.Empty;

    /// <summary>Judgement over all metrics.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>Which value against which limit, for people.</summary>
    public string Because { get; init; } = "nothing was measured yet";

    /// <summary>What the region or the release found against the version; null for nothing. Nothing that is measured here takes it back.</summary>
    public string? Alert { get; init; }

    /// <summary>When the last sample was judged; null before the first.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>Up to when Healthy time was counted, or is known not to count; null before the first sample.</summary>
    public DateTimeOffset? CreditedTo { get; init; }

    /// <summary>The comparison of the colours; null where the plan has none, or before the first weight.</summary>
    public RegressionState? Regression { get; init; }

    /// <summary>When traffic is looked at next.</summary>
    public DateTimeOffset NextLookAt { get; init; }

    /// <summary>What the metrics measured over the whole attempt, by name.</summary>
    public ImmutableSortedDictionary<string, MetricTally> Tallies { get; init; } =
        ImmutableSortedDictionary<string, MetricTally>.Empty;

    /// <summary>Environments that the release has not touched, measured at the same time, at most <see cref="Releases.ControlChoice.Most"/>.</summary>
    public ImmutableArray<ControlState> Controls { get; init; } = [];

    /// <summary>Nothing judged yet, but what was measured is still known, and beside whom.</summary>
    public AnalysisState Anew() => new() { Tallies = Tallies, Controls = [.. Controls.Select(control => ControlState.Of(control.Ref))] };
}
