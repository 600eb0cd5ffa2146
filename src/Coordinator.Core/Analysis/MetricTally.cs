using System.Collections.Immutable;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Analysis;

/// <summary>What one metric measured from the first weight on, over all steps. For the report; it decides nothing.</summary>
public sealed record MetricTally
{
    /// <summary>Nothing measured yet.</summary>
    public static MetricTally None { get; } = new();

    /// <summary>Measurements within the limits.</summary>
    public int Healthy { get; init; }

    /// <summary>Measurements beyond a limit.</summary>
    public int Unhealthy { get; init; }

    /// <summary>Measurements that could not be judged.</summary>
    public int Inconclusive { get; init; }

    /// <summary>Measurements without a value, less those that could have none: a difference needs two readings.</summary>
    public int NoData { get; init; }

    /// <summary>The greatest value; the least one where the metric has a lower limit alone; null before the first.</summary>
    public double? Worst { get; init; }

    /// <summary>When that was measured.</summary>
    public DateTimeOffset? WorstAt { get; init; }

    /// <summary>Increase of the counters by label value: requests by status, or cumulative buckets by <c>le</c>. Empty for other metrics.</summary>
    public ImmutableSortedDictionary<string, double> Counted { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>Time over which that was counted.</summary>
    public TimeSpan CountedFor { get; init; }

    /// <summary>When counters were read last; null before the first time.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>Probes that were sent.</summary>
    public int Attempts { get; init; }

    /// <summary>Those that failed.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>Longest downtime.</summary>
    public TimeSpan LongestDown { get; init; }

    /// <summary>With one more measurement.</summary>
    /// <param name="spec">The metric.</param>
    /// <param name="reading">What its source answered.</param>
    /// <param name="judged">What was made of it.</param>
    /// <param name="at">When.</param>
    public MetricTally Add(MetricSpec spec, MetricReading reading, JudgedMetric judged, DateTimeOffset at)
    {
        var measured = judged.Measured;
        var next = WithCounters(measured, at) with
        {
            Healthy = Healthy + (measured.Verdict is Verdict.Healthy ? 1 : 0),
            Unhealthy = Unhealthy + (measured.Verdict is Verdict.Unhealthy ? 1 : 0),
            Inconclusive = Inconclusive + (measured.Verdict is Verdict.Inconclusive ? 1 : 0),
            NoData = NoData + (measured is { Verdict: Verdict.NoData, NoData: not NoDataCause.FirstSample } ? 1 : 0),
            LongestDown = judged.State.LongestDown > LongestDown ? judged.State.LongestDown : LongestDown,
        };
        next = reading is ProbeReading probe
            ? next with { Attempts = Attempts + 1, FailedAttempts = FailedAttempts + (probe.Succeeded ? 0 : 1) }
            : next;
        return measured.Value is { } value && IsWorse(spec, value) ? next with { Worst = value, WorstAt = at } : next;
    }

    private MetricTally WithCounters(Measurement measured, DateTimeOffset at) => measured switch
    {
        { NoData: NoDataCause.FirstSample } => this with { ReadAt = at },
        { Counted: { } counted } => this with
        {
            Counted = CounterDifference.Add(Counted, counted),
            CountedFor = CountedFor + (ReadAt is { } last && at > last ? at - last : TimeSpan.Zero),
            ReadAt = at,
        },
        _ => this,
    };

    private bool IsWorse(MetricSpec spec, double value) =>
        Worst is not { } worst || (spec is { Min: not null, Max: null } ? value < worst : value > worst);
}
