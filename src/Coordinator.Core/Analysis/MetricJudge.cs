using System.Collections.Immutable;
using System.Globalization;
using Coordinator.Core.Analysis.Controls;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Analysis;

/// <summary>Judges one metric by its readings.</summary>
public static partial class MetricJudge
{
    /// <summary>Measurements within the limits in a row that end what was bad.</summary>
    private const int GoodEnough = 3;

    private static readonly TimeSpan ErrorRetry = TimeSpan.FromSeconds(10);

    /// <summary>The metric after one more reading.</summary>
    /// <param name="spec">Limits.</param>
    /// <param name="state">The metric before.</param>
    /// <param name="reading">What the source answered.</param>
    /// <param name="at">When.</param>
    /// <param name="interval">Time to the next measurement. After an error it is at most 10 s, as with Argo.</param>
    /// <param name="old">The same of the old colour at the same time; null where it has no users.</param>
    /// <param name="from">When the source was asked; null = at <paramref name="at"/>.</param>
    public static MetricState Apply(
        MetricSpec spec, MetricState state, MetricReading reading, DateTimeOffset at, TimeSpan interval, MetricReading? old = null,
        DateTimeOffset? from = null) =>
        Judge(spec, state, reading, at, interval, old, from: from).State;

    /// <summary>The same with the measurement itself, beside what was measured of untouched environments.</summary>
    public static JudgedMetric Judge(
        MetricSpec spec, MetricState state, MetricReading reading, DateTimeOffset at, TimeSpan interval, MetricReading? old,
        ImmutableArray<(string Metric, ControlMeasurement Measured)>? controls = null, DateTimeOffset? from = null)
    {
        var (measured, next) = Measure(spec, state, reading, from ?? at, at, interval);
        next = Noted(next, measured, at);
        (measured, next) = BesideOld(spec, state, measured, next, old);
        measured = BesideControls(spec, measured, controls ?? [], next.BadSince, interval);
        next = next with
        {
            AnsweredAt = measured.IsError ? next.AnsweredAt : at,
            NextAt = at + (measured.IsError && interval > ErrorRetry ? ErrorRetry : interval),
            Recent = [.. next.Recent.TakeLast(MetricState.Retained - 1), new(at, measured.Verdict, measured.Value)],
        };
        return new(Count(spec, next, measured), measured);
    }

    /// <summary>With since when it is bad, whatever excuses that: what goes up and down around a limit began when it first went beyond.</summary>
    private static MetricState Noted(MetricState state, Measurement measured, DateTimeOffset at) => measured.Verdict switch
    {
        Verdict.Unhealthy => state with { BadSince = state.BadSince ?? at, GoodInRow = 0 },
        Verdict.Healthy => state with { BadSince = state.GoodInRow + 1 >= GoodEnough ? null : state.BadSince, GoodInRow = state.GoodInRow + 1 },
        Verdict.Inconclusive or Verdict.NoData => state,
    };

    private static (Measurement Measured, MetricState Next) Measure(
        MetricSpec spec, MetricState state, MetricReading reading, DateTimeOffset from, DateTimeOffset at, TimeSpan interval) => reading switch
        {
            FaultReading fault => (NoData(fault.Cause, fault.Detail), state),
            ScalarReading scalar => (JudgeValue(spec, scalar.Value, Format(spec, scalar.Value)), state),
            ProbeReading probe => MeasureProbe(spec, state, probe, from, probe.EndedAt ?? at, interval),
            CounterReading counters => MeasureCounters(spec, state, counters),
            _ => throw new InvalidOperationException($"no judgement for {reading.GetType().Name}"),
        };

    private static (Measurement, MetricState) MeasureCounters(MetricSpec spec, MetricState state, CounterReading reading)
    {
        if (reading.Pods.IsEmpty)
        {
            return (NoData(NoDataCause.SourceDead, "no pod of the colour answered"), state);
        }

        if (!CounterDifference.IsSound(reading.Pods))
        {
            return (NoData(NoDataCause.NotANumber, "a counter is no finite number"), state);
        }

        if (state.Baseline is not { } baseline)
        {
            return (NoData(NoDataCause.FirstSample, "one sample so far; a difference needs two"), state with { Baseline = reading.Pods, BaselineMissing = reading.Missing is not null });
        }

        if (CounterDifference.Stale(baseline, reading.Pods) is { } stale)
        {
            return (NoData(NoDataCause.Stale, stale), state);
        }

        var increase = CounterDifference.Between(baseline, reading.Pods, state.BaselineMissing);
        var gathered = CounterDifference.Add(state.Gathered, increase);
        var next = state with { Baseline = CounterDifference.Carry(baseline, reading.Pods), BaselineMissing = reading.Missing is not null, Gathered = gathered };
        var judged = JudgeCounters(spec, gathered);
        var measured = judged with
        {
            Counted = spec.Workload is null ? increase : null,
            Because = reading.Missing is { } missing ? $"{judged.Because}; {missing}" : judged.Because,
        };
        // Restarts and kills count since the step began, requests since the last judgement.
        return (measured, measured.NoData is null && spec.Workload is null
            ? next with { Gathered = ImmutableSortedDictionary<string, double>.Empty }
            : next);
    }

    private static Measurement JudgeCounters(MetricSpec spec, ImmutableSortedDictionary<string, double> gathered) => spec switch
    {
        { Workload: not null } => JudgeValue(spec, gathered.Values.Sum(), Format(spec, gathered.Values.Sum())),
        { Latency: { } latency } => JudgeLatency(spec, latency, gathered),
        _ => JudgeErrorRate(spec, gathered),
    };

    private static Measurement JudgeErrorRate(MetricSpec spec, ImmutableSortedDictionary<string, double> gathered)
    {
        var total = gathered.Values.Sum();
        if (TooFew(spec, total) is { } few)
        {
            return few;
        }

        var failed = (spec.ErrorRate ?? new()).FailedIn(gathered);
        var rate = failed / total;
        return JudgeValue(spec, rate, Text($"{Format(spec, rate)} ({failed:0} of {total:0} requests)"));
    }

    private static Measurement JudgeLatency(MetricSpec spec, LatencySpec latency, ImmutableSortedDictionary<string, double> gathered)
    {
        if (!gathered.TryGetValue("+Inf", out var total))
        {
            return NoData(NoDataCause.AbsentSeries, $"{latency.Histogram} has no +Inf bucket");
        }

        if (TooFew(spec, total) is { } few)
        {
            return few;
        }

        if (HistogramQuantile.Of(gathered, latency.Quantile, out var beyond) is not { } value)
        {
            return NoData(NoDataCause.Malformed, $"the buckets of {latency.Histogram} can't be read");
        }

        var shown = Text($"{(beyond ? "over " : "")}{Format(spec, value)} ({total:0} requests)");
        // Above the last finite bucket the value is unknown: it fails only where that bucket is already beyond the limit.
        return beyond && value < spec.Max
            ? new(Verdict.Inconclusive, value, $"{shown}: the histogram's last bucket lies below the limit {Format(spec, spec.Max.Value)}")
            : JudgeValue(spec, value, shown, beyond);
    }

    private static Measurement? TooFew(MetricSpec spec, double total) => total switch
    {
        0 => NoData(NoDataCause.Idle, "no requests"),
        _ when total < spec.MinRequests => NoData(NoDataCause.TooFewRequests, Text($"{total:0} of {spec.MinRequests} requests so far")),
        _ => null,
    };

    private static (Measurement, MetricState) MeasureProbe(
        MetricSpec spec, MetricState state, ProbeReading probe, DateTimeOffset from, DateTimeOffset at, TimeSpan interval)
    {
        var next = state with { LastAttemptAt = at, LastAttemptFailed = !probe.Succeeded };
        if (probe.Succeeded)
        {
            next = next with { Down = TimeSpan.Zero };
            var longest = next.LongestDown.TotalSeconds;
            return (JudgeValue(spec, longest, Format(spec, longest)), next);
        }

        // Time in which nobody looked is no downtime: only the time between two failed attempts close to each other counts. In one that
        // hangs somebody looks all the time.
        var watched = state is { LastAttemptFailed: true, LastAttemptAt: { } last } && from - last <= 2 * interval ? at - last : TimeSpan.Zero;
        var down = state.LastAttemptFailed ? state.Down + watched : TimeSpan.Zero;
        next = next with { Down = down, LongestDown = down > state.LongestDown ? down : state.LongestDown };
        var judged = JudgeValue(spec, next.LongestDown.TotalSeconds, $"{Format(spec, next.LongestDown.TotalSeconds)} ({probe.Detail})");
        return (judged.Verdict is Verdict.Healthy ? judged with { Verdict = Verdict.Inconclusive } : judged, next);
    }

    private static Measurement JudgeValue(MetricSpec spec, double value, string shown, bool atLeast = false)
    {
        if (!double.IsFinite(value))
        {
            return NoData(NoDataCause.NotANumber, "the value is not a number");
        }

        if (spec.Max is { } max && (value > max || (atLeast && value >= max)))
        {
            return new(Verdict.Unhealthy, value, $"{shown}, limit {Format(spec, max)}");
        }

        return spec.Min is { } min && value < min
            ? new(Verdict.Unhealthy, value, $"{shown}, at least {Format(spec, min)} wanted")
            : new(Verdict.Healthy, value, shown);
    }

    private static Measurement NoData(NoDataCause cause, string detail) => new(
        Verdict.NoData, null, detail, cause, cause is NoDataCause.SourceDead or NoDataCause.Malformed or NoDataCause.NotANumber or NoDataCause.Stale);

    private static MetricState Count(MetricSpec spec, MetricState state, Measurement measured)
    {
        if (measured.NoData is { } cause)
        {
            return CountNoData(spec, state, measured, cause);
        }

        var failures = state.Failures + (measured.Verdict is Verdict.Unhealthy ? 1 : 0);
        var inconclusive = state.Inconclusive + (measured.Verdict is Verdict.Inconclusive ? 1 : 0);
        var verdict = measured.Verdict switch
        {
            _ when failures > spec.FailureLimit => Verdict.Unhealthy,
            // All that were asked for are there and no limit was exceeded: as with Argo that is a success, whatever the last one was.
            _ when state.Measured + 1 >= spec.Count && inconclusive <= spec.InconclusiveLimit => Verdict.Healthy,
            Verdict.Unhealthy => Verdict.Inconclusive,
            Verdict.Inconclusive when inconclusive <= spec.InconclusiveLimit && state.Verdict is Verdict.Healthy => Verdict.Healthy,
            var single => single,
        };
        return state with
        {
            Measured = state.Measured + 1,
            Failures = failures,
            Inconclusive = inconclusive,
            ErrorsInRow = 0,
            TooFewInRow = 0,
            Verdict = verdict,
            NoData = null,
            Value = measured.Value,
            Because = measured.Because,
        };
    }

    /// <summary>
    /// A source that fails now and then keeps its last verdict up to the limit, and so does a metric whose requests are still
    /// gathering: but not longer, since a release never goes on because nothing was measured.
    /// </summary>
    private static MetricState CountNoData(MetricSpec spec, MetricState state, Measurement measured, NoDataCause cause)
    {
        var errors = measured.IsError ? state.ErrorsInRow + 1 : 0;
        var tooFew = cause is NoDataCause.TooFewRequests ? state.TooFewInRow + 1 : 0;
        var next = state with { ErrorsInRow = errors, TooFewInRow = tooFew, NoData = cause, Because = measured.Because };
        if (cause is NoDataCause.FirstSample)
        {
            return next with { Verdict = Verdict.NoData };
        }

        if ((measured.IsError && errors <= spec.ConsecutiveErrorLimit)
            || (cause is NoDataCause.TooFewRequests && tooFew <= spec.ConsecutiveErrorLimit))
        {
            return next;
        }

        var failures = state.Failures + (spec.PolicyOf(cause) is NoDataPolicy.Fail ? 1 : 0);
        return next with { Failures = failures, Verdict = failures > spec.FailureLimit ? Verdict.Unhealthy : Verdict.NoData };
    }

    private static string Format(MetricSpec spec, double value) => spec switch
    {
        { ErrorRate: not null } => Text($"{value:P2}"),
        { Latency: not null } => Text($"{value * 1000:0.#} ms"),
        { Probe: not null } => Text($"{value:0.#} s"),
        _ => Text($"{value:0.####}"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
