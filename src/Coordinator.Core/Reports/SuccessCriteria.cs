using System.Collections.Immutable;
using System.Globalization;
using Coordinator.Core.Analysis;
using Coordinator.Core.Checks;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Reports;

/// <summary>The table of success criteria, of one environment or of several together.</summary>
public static class SuccessCriteria
{
    /// <summary>
    /// The table. Requests and latencies of several environments are added up before a share or a quantile is computed; downtime is
    /// the longest of any. The limits are those of the release's own metrics and load checks. A limit that an environment broke is broken, whatever
    /// the others measured.
    /// </summary>
    /// <param name="outcomes">The environments, in any order.</param>
    /// <param name="over">What the table is of: one environment, a region, or the release.</param>
    public static ImmutableArray<Criterion> Of(IReadOnlyCollection<EnvironmentOutcome> outcomes, Scope over)
    {
        var (errors, downtimes) = (First(outcomes, "errorRate"), First(outcomes, "downtime"));
        return
        [
            Downtime(downtimes),
            ErrorRate(errors),
            Latency(CriterionKind.P95, outcomes, 0.95),
            Latency(CriterionKind.P99, outcomes, 0.99),
            Availability(downtimes),
            Rate(errors.Count > 0 ? errors : First(outcomes, "latency")),
            .. RegressionCriteria.Of(outcomes, over),
            .. LoadCriteria.Of(outcomes),
        ];
    }

    /// <summary>The worst verdict of a table; null where nothing in it has one.</summary>
    public static CheckOutcome? Worst(IEnumerable<CheckOutcome?> verdicts)
    {
        var all = verdicts.OfType<CheckOutcome>().ToHashSet();
        return all.Contains(CheckOutcome.Fail) ? CheckOutcome.Fail
            : all.Contains(CheckOutcome.Warn) ? CheckOutcome.Warn
            : all.Contains(CheckOutcome.Pass) ? CheckOutcome.Pass
            : null;
    }

    /// <summary>One metric of a kind of each environment: the first that decides. A second one would count the same requests again.</summary>
    private static List<MeasuredMetric> First(IEnumerable<EnvironmentOutcome> outcomes, string kind, double? quantile = null) =>
        [.. outcomes.Select(outcome => MetricOf(outcome, kind, quantile)).OfType<MeasuredMetric>()];

    private static MeasuredMetric? MetricOf(EnvironmentOutcome outcome, string kind, double? quantile)
    {
        var all = outcome.Metrics.Where(metric => metric.Kind == kind && !metric.DryRun).ToList();
        return all.FirstOrDefault(metric => quantile is null || metric.Quantile == quantile) ?? all.FirstOrDefault();
    }

    private static Criterion Downtime(List<MeasuredMetric> metrics)
    {
        var probes = metrics.Sum(metric => metric.Tally.Attempts);
        double? longest = probes == 0 ? null : metrics.Max(metric => metric.Tally.LongestDown.TotalSeconds);
        return Judge(
            CriterionKind.Downtime, longest, Text($"longest in {probes} probes"), metrics,
            metric => (metric.Tally.Attempts > 0 ? metric.Tally.LongestDown.TotalSeconds : null, false));
    }

    private static Criterion Availability(List<MeasuredMetric> metrics)
    {
        var (attempts, failed) = (metrics.Sum(metric => metric.Tally.Attempts), metrics.Sum(metric => metric.Tally.FailedAttempts));
        double? share = attempts == 0 ? null : (double)(attempts - failed) / attempts;
        return Judge(CriterionKind.Availability, share, Text($"{attempts - failed} of {attempts} probes"), [], _ => default);
    }

    private static Criterion ErrorRate(List<MeasuredMetric> metrics)
    {
        var (requests, bad) = (metrics.Sum(metric => metric.Requests()), metrics.Sum(metric => metric.Bad));
        return Judge(
            CriterionKind.ErrorRate, Share(bad, requests), Text($"{bad:0} of {requests:0} requests"), metrics,
            metric => (Share(metric.Bad, metric.Requests()), false));
    }

    private static double? Share(double part, double all) => all > 0 ? part / all : null;

    private static Criterion Rate(List<MeasuredMetric> metrics)
    {
        var counted = metrics.Where(metric => metric.Tally.CountedFor > TimeSpan.Zero).ToList();
        double? rate = counted.Count == 0 ? null : counted.Sum(metric => metric.Requests() / metric.Tally.CountedFor.TotalSeconds);
        var basis = Text($"{counted.Sum(metric => metric.Requests()):0} requests{(counted.Count == 1 ? "" : $" in {counted.Count} environments")}");
        return Judge(CriterionKind.Rate, rate, basis, [], _ => default);
    }

    private static Criterion Latency(CriterionKind kind, IReadOnlyCollection<EnvironmentOutcome> outcomes, double quantile)
    {
        var metrics = First(outcomes, "latency", quantile);
        var counted = metrics.Where(metric => metric.Requests() > 0).ToList();
        var (value, beyond) = Quantile(counted, quantile);
        var basis = Text($"{(beyond ? "at least, beyond the last bucket; " : "")}{counted.Sum(metric => metric.Requests()):0} requests");
        return Judge(kind, value, basis, [.. metrics.Where(metric => metric.Quantile == quantile)], metric => Quantile(metric, quantile));
    }

    /// <summary>The quantile over all requests; where buckets differ, the greatest of the environments'.</summary>
    private static (double? Value, bool Beyond) Quantile(List<MeasuredMetric> metrics, double quantile)
    {
        if (metrics.Count == 0)
        {
            return (null, false);
        }

        var first = metrics[0].Tally.Counted;
        if (!metrics.All(metric => metric.Tally.Counted.Keys.SequenceEqual(first.Keys)))
        {
            return metrics.Select(metric => Quantile(metric, quantile)).MaxBy(one => one.Value ?? double.NegativeInfinity);
        }

        var all = metrics.Skip(1).Aggregate(first, (sum, metric) => CounterDifference.Add(sum, metric.Tally.Counted));
        return (HistogramQuantile.Of(all, quantile, out var beyond), beyond);
    }

    private static (double? Value, bool Beyond) Quantile(MeasuredMetric metric, double quantile) =>
        (HistogramQuantile.Of(metric.Tally.Counted, quantile, out var beyond), beyond);

    private static Criterion Judge(
        CriterionKind kind, double? measured, string basis, List<MeasuredMetric> judged, Func<MeasuredMetric, (double? Value, bool Beyond)> valueOf)
    {
        var limited = judged.Where(metric => metric.Max is not null).ToList();
        var limits = limited.Select(metric => metric.Max!.Value).Distinct().ToList();
        var verdict = Worst(limited.Select(metric => (CheckOutcome?)JudgeOne(metric, valueOf(metric))));
        return new(kind, measured, limits.Count == 1 ? limits[0] : null, verdict, measured is null ? "" : basis);
    }

    /// <summary>A metric that stopped its environment broke its limit, even where the whole release together kept it.</summary>
    private static CheckOutcome JudgeOne(MeasuredMetric metric, (double? Value, bool Beyond) measured) => measured switch
    {
        _ when metric.Verdict is Verdict.Unhealthy || metric.WasNeverUp() => CheckOutcome.Fail,
        (null, _) => CheckOutcome.Warn,
        ({ } value, var beyond) => value > metric.Max || (beyond && value >= metric.Max) ? CheckOutcome.Fail : CheckOutcome.Pass,
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
