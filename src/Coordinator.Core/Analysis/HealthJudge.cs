using System.Collections.Immutable;
using Coordinator.Core.Analysis.Controls;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Analysis;

/// <summary>Judges an environment's health over all its metrics.</summary>
public static class HealthJudge
{
    /// <summary>How many intervals before a new weight counters may have been read last.</summary>
    private const int MostIntervalsBack = 2;

    /// <summary>Analysis at the beginning of a step: counts of failures go on, and what was found at the weight before says nothing about this
    /// one, so that no step goes on before everything that decides was measured in it.</summary>
    public static AnalysisState Begin(EnvironmentPlan plan, AnalysisState state, DateTimeOffset at)
    {
        var metrics = plan.Analysis.Metrics.ToImmutableSortedDictionary(
            metric => metric.Name,
            metric => state.Metrics.TryGetValue(metric.Name, out var known)
                ? Anew(plan, metric, known, at)
                : new MetricState { NextAt = at + (metric.InitialDelay ?? plan.Analysis.InitialDelay) });
        return state with
        {
            Since = state.Since ?? at,
            Metrics = metrics,
            Regression = RegressionJudge.Begin(plan, state.Regression, at),
            NextLookAt = state.Since is null ? at : state.NextLookAt,
        };
    }

    /// <summary>
    /// Counters as they stood before the first users came: the first measurement then tells what came since, and is due after the
    /// initial delay, or without one after an interval. Without them the first reading tells nothing, since a difference needs two.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="state">Analysis.</param>
    /// <param name="before">Readings of the new colour.</param>
    /// <param name="old">Readings of the old colour, which it is compared with from the first measurement on.</param>
    /// <param name="at">Instant.</param>
    public static AnalysisState TakeBaseline(
        EnvironmentPlan plan, AnalysisState state, ImmutableArray<MetricReading> before, ImmutableArray<MetricReading> old, DateTimeOffset at)
    {
        foreach (var counters in before.Select(CounterDifference.Usable).OfType<CounterReading>())
        {
            if (plan.Analysis.Metrics.FirstOrDefault(metric => metric.Name == counters.Metric) is { } spec
                && state.Metrics.TryGetValue(spec.Name, out var known) && known.Baseline is null)
            {
                var next = known with
                {
                    Baseline = counters.Pods,
                    BaselineMissing = counters.Missing is not null,
                    OldBaseline = CounterDifference.Usable(old.FirstOrDefault(one => one.Metric == spec.Name))?.Pods,
                    NextAt = known.NextAt > at ? known.NextAt : at + IntervalOf(plan, spec),
                };
                state = state with
                {
                    Metrics = state.Metrics.SetItem(spec.Name, next),
                    Tallies = state.Tallies.SetItem(spec.Name, state.Tallies.GetValueOrDefault(spec.Name, MetricTally.None) with { ReadAt = at }),
                };
            }
        }

        return state;
    }

    /// <summary>Metrics that are due, in the plan's order.</summary>
    public static ImmutableArray<MetricSpec> Due(EnvironmentPlan plan, AnalysisState state, DateTimeOffset at) =>
        [.. plan.Analysis.Metrics.Where(metric => state.Metrics.TryGetValue(metric.Name, out var known)
            && known.NextAt <= at && !IsDone(metric, known))];

    /// <summary>Of these the ones that the old colour can be read by too: its pods' counters, and what names the colour in its address or
    /// its query. Restarts are each colour's own, and a probe asks what all users reach.</summary>
    public static ImmutableArray<MetricSpec> OfEitherColor(ImmutableArray<MetricSpec> due) => [.. due.Where(metric => metric switch
    {
        { Scrape: { } scrape } => scrape.Url is null || Placeholders.HoldColor(scrape.Url),
        { Prometheus: { } query } => Placeholders.HoldColor(query.Url) || Placeholders.HoldColor(query.Query),
        _ => false,
    })];

    /// <summary>When a metric is due next; null where none will be.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="state">Analysis.</param>
    /// <param name="underWay">Names of metrics that are being measured.</param>
    public static DateTimeOffset? NextDue(EnvironmentPlan plan, AnalysisState state, IReadOnlySet<string> underWay) => plan.Analysis.Metrics
        .Where(metric => state.Metrics.TryGetValue(metric.Name, out var known) && !IsDone(metric, known) && !underWay.Contains(metric.Name))
        .Select(metric => (DateTimeOffset?)state.Metrics[metric.Name].NextAt)
        .Append(state.Since is null ? null : state.NextLookAt)
        .Min();

    /// <summary>Analysis after readings. Where the cluster could not be asked nothing is judged and nothing is due sooner.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="state">Analysis before.</param>
    /// <param name="readings">Readings of the new colour.</param>
    /// <param name="at">Instant.</param>
    /// <param name="compared">Readings of both colours; null where they were not due.</param>
    /// <param name="old">Readings of the old colour for the same metrics; null where it has no users.</param>
    /// <param name="controls">Readings of untouched environments; null where none was read.</param>
    /// <param name="from">When the sources were asked; null = at <paramref name="at"/>.</param>
    public static AnalysisState Apply(
        EnvironmentPlan plan, AnalysisState state, ImmutableArray<MetricReading> readings, DateTimeOffset at, ComparedReadings? compared = null,
        ImmutableArray<MetricReading>? old = null, ImmutableArray<ControlReading>? controls = null, DateTimeOffset? from = null)
    {
        var (metrics, tallies) = (state.Metrics, state.Tallies);
        var (beside, compare) = ControlJudge.Apply(plan, state.Controls, controls ?? [], at);
        foreach (var reading in readings)
        {
            if (plan.Analysis.Metrics.FirstOrDefault(m => m.Name == reading.Metric) is { } spec
                && metrics.TryGetValue(reading.Metric, out var known))
            {
                var judged = MetricJudge.Judge(
                    spec, known, reading, at, IntervalOf(plan, spec), old?.FirstOrDefault(one => one.Metric == spec.Name), compare, from);
                metrics = metrics.SetItem(spec.Name, judged.State);
                tallies = tallies.SetItem(
                    spec.Name, tallies.GetValueOrDefault(spec.Name, MetricTally.None).Add(spec, reading, judged, at));
            }
        }

        var regression = compared is not null && state.Regression is { } before ? RegressionJudge.Apply(plan, before, compared, at) : state.Regression;
        var (verdict, because) = (state.Alert ?? Found(regression)) is { } found ? (Verdict.Unhealthy, found) : Combine(plan, metrics);
        return state with
        {
            Metrics = metrics,
            Tallies = tallies,
            Controls = beside,
            Regression = regression,
            Verdict = verdict,
            Because = because,
            LastAt = at,
            NextLookAt = at + plan.Limits.Look,
        };
    }

    /// <summary>What the environment's own evidence shows; that which is pooled is judged above, where all of it is.</summary>
    private static string? Found(RegressionState? regression) =>
        regression is { Evidence: { Pool: Scope.Environment } evidence } ? RegressionJudge.Find([evidence]) : null;

    /// <summary>Analysis after a look that failed as a whole: no data, and the next try after the look interval.</summary>
    public static AnalysisState Fault(EnvironmentPlan plan, AnalysisState state, string fault, DateTimeOffset at) => state with
    {
        Verdict = state.Verdict is Verdict.Unhealthy ? Verdict.Unhealthy : Verdict.NoData,
        Because = fault,
        LastAt = at,
        CreditedTo = at,
        NextLookAt = at + plan.Limits.Look,
        Regression = state.Regression is null ? null : state.Regression with { NextAt = at + plan.Limits.Look },
        Metrics = state.Metrics.ToImmutableSortedDictionary(
            metric => metric.Key,
            metric => metric.Value.NextAt > at ? metric.Value : metric.Value with { NextAt = at + plan.Limits.Look }),
    };

    /// <summary>Until when a Healthy verdict is one of something that was measured: an interval after every metric that decides last had an
    /// answer from its source. What keeps its verdict through errors does not let a hold go on.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="state">Analysis.</param>
    /// <param name="at">Instant, which it is at most.</param>
    public static DateTimeOffset AnsweredUntil(EnvironmentPlan plan, AnalysisState state, DateTimeOffset at) => plan.Analysis.Metrics
        .Where(metric => !metric.DryRun && state.Metrics.TryGetValue(metric.Name, out var known) && known.Verdict is Verdict.Healthy
            && !IsDone(metric, known))
        .Select(metric => (state.Metrics[metric.Name].AnsweredAt ?? at) + IntervalOf(plan, metric))
        .Append(at)
        .Min();

    /// <summary>Time between measurements of a metric.</summary>
    public static TimeSpan IntervalOf(EnvironmentPlan plan, MetricSpec metric) => metric.IntervalIn(plan.Analysis, plan.Probes);

    /// <summary>Counters are read an interval later: sooner they would tell of the weight before as well. Those that were not read for long
    /// would do so too, and are taken anew.</summary>
    private static MetricState Anew(EnvironmentPlan plan, MetricSpec metric, MetricState known, DateTimeOffset at)
    {
        var interval = IntervalOf(plan, metric);
        var isOld = known.AnsweredAt is { } last && at - last > MostIntervalsBack * interval;
        return known with
        {
            Measured = 0,
            Baseline = isOld ? null : known.Baseline,
            OldBaseline = isOld ? null : known.OldBaseline,
            Gathered = ImmutableSortedDictionary<string, double>.Empty,
            OldGathered = ImmutableSortedDictionary<string, double>.Empty,
            ErrorsInRow = 0,
            TooFewInRow = 0,
            Verdict = Verdict.NoData,
            NoData = NoDataCause.FirstSample,
            Because = "not measured at this weight yet",
            NextAt = isOld || known.Baseline is null || known.NextAt > at + interval ? known.NextAt : at + interval,
        };
    }

    private static bool IsDone(MetricSpec metric, MetricState state) => metric.Count is { } count && state.Measured >= count;

    private static (Verdict Verdict, string Because) Combine(EnvironmentPlan plan, ImmutableSortedDictionary<string, MetricState> metrics)
    {
        var deciding = plan.Analysis.Metrics
            .Where(metric => !metric.DryRun && metrics.ContainsKey(metric.Name))
            .Select(metric => (Spec: metric, State: metrics[metric.Name]))
            .ToList();
        foreach (var verdict in (ReadOnlySpan<Verdict>)[Verdict.Unhealthy, Verdict.Inconclusive, Verdict.NoData])
        {
            var worst = deciding.FirstOrDefault(metric => metric.State.Verdict == verdict
                && (verdict is not Verdict.NoData || metric.Spec.PolicyOf(metric.State.NoData) is not NoDataPolicy.Pass));
            if (worst.Spec is not null)
            {
                return (verdict, $"{worst.Spec.Name}: {worst.State.Because}{Cause(worst.Spec, worst.State)}");
            }
        }

        return deciding.Any(metric => metric.State.Verdict is Verdict.Healthy)
            ? (Verdict.Healthy, string.Join("; ", deciding.Select(metric => $"{metric.Spec.Name} {Kept(metric.State)}")))
            : (Verdict.NoData, "no metric has data");
    }

    private static string Kept(MetricState state) => state is { Verdict: Verdict.Healthy, ErrorsInRow: > 0 }
        ? $"was Healthy before {state.ErrorsInRow} errors in a row ({state.Because})"
        : state.Because;

    private static string Cause(MetricSpec spec, MetricState state) => state.NoData is { } cause and not NoDataCause.FirstSample
        ? $" ({NoDataText.Of(cause, spec.PolicyOf(cause))})"
        : "";
}
