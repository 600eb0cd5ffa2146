using System.Collections.Immutable;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Analysis;

/// <summary>What analysis remembers of one metric. Counting follows Argo's AnalysisTemplate.</summary>
public sealed record MetricState
{
    /// <summary>Measurements that are kept, as many as Argo keeps.</summary>
    public const int Retained = 10;

    /// <summary>When it is measured next.</summary>
    public DateTimeOffset NextAt { get; init; }

    /// <summary>Measurements judged at this weight.</summary>
    public int Measured { get; init; }

    /// <summary>When its source last had an answer that could be judged, or too few requests to judge; null before the first.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>Measurements beyond a limit.</summary>
    public int Failures { get; init; }

    /// <summary>Measurements that could not be judged.</summary>
    public int Inconclusive { get; init; }

    /// <summary>Measurement errors in a row.</summary>
    public int ErrorsInRow { get; init; }

    /// <summary>Measurements in a row with too few requests.</summary>
    public int TooFewInRow { get; init; }

    /// <summary>Judgement of the metric.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>Why there is no value; null where there is one.</summary>
    public NoDataCause? NoData { get; init; }

    /// <summary>Last value (share, seconds or the query's unit); null before the first.</summary>
    public double? Value { get; init; }

    /// <summary>Value against limit, for people.</summary>
    public string Because { get; init; } = "not measured yet";

    /// <summary>Counters at the last sample, by pod; null before the first.</summary>
    public ImmutableArray<PodCounters>? Baseline { get; init; }

    /// <summary>Whether a pod could not be read then: one that shows up with the next reading may be as old as the others.</summary>
    public bool BaselineMissing { get; init; }

    /// <summary>Differences since the last judgement, by label value.</summary>
    public ImmutableSortedDictionary<string, double> Gathered { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>Counters of the old colour at the last sample, by pod; null where it has no users or was not read.</summary>
    public ImmutableArray<PodCounters>? OldBaseline { get; init; }

    /// <summary>Differences of the old colour since the last judgement, by label value.</summary>
    public ImmutableSortedDictionary<string, double> OldGathered { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>Whether the last measurement beyond a limit could not be compared with the old colour.</summary>
    public bool WasUncompared { get; init; }

    /// <summary>Since when it measures values beyond a limit, whatever excuses them; null where it does not. Two good ones in between do not
    /// end it.</summary>
    public DateTimeOffset? BadSince { get; init; }

    /// <summary>Measurements within the limits since the last beyond one.</summary>
    public int GoodInRow { get; init; }

    /// <summary>The last measurements, newest last, at most <see cref="Retained"/>.</summary>
    public ImmutableArray<RetainedMeasurement> Recent { get; init; } = [];

    /// <summary>Probe: instant of the last attempt.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>Probe: whether the last attempt failed.</summary>
    public bool LastAttemptFailed { get; init; }

    /// <summary>Probe: downtime under way.</summary>
    public TimeSpan Down { get; init; }

    /// <summary>Probe: longest downtime.</summary>
    public TimeSpan LongestDown { get; init; }
}
