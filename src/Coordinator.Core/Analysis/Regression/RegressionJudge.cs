using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Analysis.Regression;

/// <summary>Compares the colours of an environment, and evidence of several.</summary>
public static class RegressionJudge
{
    /// <summary>
    /// Readings without a request of one colour over which an interval goes on, at most. An exporter whose numbers are older than the
    /// interval shows the requests of two intervals in the second: were the first left out with what the other colour had in it, what
    /// struck both alike would count against one.
    /// </summary>
    private const int MostWaits = 60;

    /// <summary>After a weight was set: what was found stays, the interval begins anew. Null where the plan compares nothing.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="state">What is known; null at the first step.</param>
    /// <param name="at">Instant.</param>
    public static RegressionState? Begin(EnvironmentPlan plan, RegressionState? state, DateTimeOffset at) => plan.Analysis.Regression is not { } spec
        ? null
        : new()
        {
            NextAt = at,
            Evidence = state?.Evidence ?? new()
            {
                Since = at,
                Pool = spec.Pool,
                FalseAlarm = spec.FalseAlarm,
                Tolerance = spec.Tolerance,
                // All from the beginning: were the mean taken over those that have found something, it would jump with each that comes.
                Metrics = Metrics(plan).ToImmutableSortedDictionary(metric => metric.Name, _ => Evidence.None),
            },
        };

    /// <summary>When both colours are to be read; null where they do not both have users.</summary>
    public static DateTimeOffset? NextDue(EnvironmentPlan plan, EnvironmentState state) =>
        state is { WeightPercent: > 0 and < 100, Colors.Active: not null, Analysis.Regression: { } regression } && !Metrics(plan).IsEmpty
            ? regression.NextAt
            : null;

    /// <summary>The metrics that are compared, in the plan's order.</summary>
    public static ImmutableArray<MetricSpec> Metrics(EnvironmentPlan plan) => plan.Analysis.Regression is not { } spec
        ? []
        : [.. plan.Analysis.Metrics.Where(metric => !metric.DryRun && spec.Metrics.Contains(metric.Name))];

    /// <summary>With an interval more. A metric that could not be read of both colours begins its interval anew with the next reading.</summary>
    public static RegressionState Apply(EnvironmentPlan plan, RegressionState state, ComparedReadings readings, DateTimeOffset at)
    {
        var baselines = ImmutableSortedDictionary.CreateBuilder<string, ComparedPods>();
        var evidence = state.Evidence.Metrics;
        foreach (var metric in Metrics(plan))
        {
            if (Pods(readings.Old, metric) is not { } old || Pods(readings.New, metric) is not { } fresh)
            {
                continue;
            }

            var now = new ComparedPods(old, fresh);
            if (state.Baselines.GetValueOrDefault(metric.Name) is not { } before)
            {
                baselines[metric.Name] = now;
                continue;
            }

            var counts = IntervalCounts.Of(metric, before, now);
            if (counts is { IsComparable: false } && before.Waits < MostWaits)
            {
                baselines[metric.Name] = before with { Waits = before.Waits + 1 };
                continue;
            }

            baselines[metric.Name] = new(CounterDifference.CarrySeries(before.Old, old), CounterDifference.CarrySeries(before.New, fresh));
            evidence = counts is { } found
                ? evidence.SetItem(metric.Name, evidence.GetValueOrDefault(metric.Name, Evidence.None).Add(found, state.Evidence.Tolerance))
                : evidence;
        }

        return state with
        {
            NextAt = at + (plan.Analysis.Regression?.Interval ?? new RegressionSpec().Interval),
            Baselines = baselines.ToImmutable(),
            Evidence = state.Evidence with { Metrics = evidence },
        };
    }

    /// <summary>Whether the new colour had bad requests since: only then can those above learn something that counts against it.</summary>
    public static bool IsNews(RegressionState? before, RegressionState? now) => now is not null && now.Evidence.Metrics.Any(metric =>
        metric.Value.Counts.NewBad > (before?.Evidence.Metrics.GetValueOrDefault(metric.Key)?.Counts.NewBad ?? 0));

    /// <summary>What is found in all environments of a pool together, for people; null while it is not enough to stop the release.
    /// The order of the environments does not matter.</summary>
    /// <param name="environments">The environments' evidence, each environment once; all of the same pool.</param>
    public static string? Find(IReadOnlyCollection<RegressionEvidence> environments) =>
        Weigh(environments) is { IsRegression: true } found ? RegressionText.Of(environments, found) : null;

    /// <summary>What all environments of a pool have found together; null where they compare nothing.</summary>
    /// <param name="environments">The environments' evidence, each environment once, in any order; all of the same pool.</param>
    public static PooledEvidence? Weigh(IReadOnlyCollection<RegressionEvidence> environments)
    {
        var names = environments.SelectMany(one => one.Metrics.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (names.Length == 0)
        {
            return null;
        }

        var logs = names.Select(name => EvidencePool.LogEValue(environments.Select(one => one.Metrics.GetValueOrDefault(name, Evidence.None)))).ToArray();
        return new(names[Array.IndexOf(logs, logs.Max())], EvidencePool.LogMean(logs), environments.Min(one => one.FalseAlarm));
    }

    private static ImmutableArray<PodCounters>? Pods(ImmutableArray<MetricReading> readings, MetricSpec metric) =>
        readings.FirstOrDefault(reading => reading.Metric == metric.Name) is CounterReading { Pods.IsEmpty: false } counters ? counters.Pods : null;
}
