using System.Globalization;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Checks;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Reports;

/// <summary>The row of the table of success criteria that the comparison of the colours asks for.</summary>
public static class RegressionCriteria
{
    /// <summary>Greatest e-value that is written: what is above says no more.</summary>
    public const double Most = 1_000_000;

    /// <summary>The row; none where no environment compares its colours. Over several pools it is the worst of them; a table that shows a
    /// part of a pool has no limit, since only the whole pool is judged.</summary>
    /// <param name="outcomes">The environments, in any order.</param>
    /// <param name="over">What the table is of.</param>
    internal static IEnumerable<Criterion> Of(IReadOnlyCollection<EnvironmentOutcome> outcomes, Scope over)
    {
        var pools = outcomes.Where(outcome => outcome.Evidence is not null)
            .GroupBy(outcome => Min(outcome.Evidence!.Pool, over) switch
            {
                Scope.Environment => outcome.Key.ToString(),
                Scope.Region => outcome.Region,
                Scope.Wave or Scope.Release => "",
            })
            .Select(pool => Weigh([.. pool.Select(outcome => outcome.Evidence!)], over))
            .ToList();
        if (pools.Count == 0)
        {
            yield break;
        }

        var (worst, limit) = (pools.Select(pool => pool.Measured).Max(), pools.Select(pool => pool.Limit).Distinct().ToList());
        yield return new(
            CriterionKind.Regression, worst, limit.Count == 1 ? limit[0] : null, SuccessCriteria.Worst(pools.Select(pool => pool.Verdict)),
            worst is null ? "" : BasisOf(outcomes, pools.Count));
    }

    private static (double? Measured, double? Limit, CheckOutcome? Verdict) Weigh(List<RegressionEvidence> pool, Scope over)
    {
        var isWhole = pool[0].Pool <= over;
        var hasCompared = pool.Any(one => one.Metrics.Values.Any(metric => metric.Intervals > 0));
        if (RegressionJudge.Weigh(pool) is not { } found || !hasCompared)
        {
            return (null, isWhole ? 1 / pool.Min(one => one.FalseAlarm) : null, isWhole ? CheckOutcome.Warn : null);
        }

        var measured = Math.Min(Math.Exp(found.LogEValue), Most);
        return isWhole ? (measured, found.Limit, found.IsRegression ? CheckOutcome.Fail : CheckOutcome.Pass) : (measured, null, null);
    }

    private static string BasisOf(IReadOnlyCollection<EnvironmentOutcome> outcomes, int pools)
    {
        var counts = outcomes.Where(outcome => outcome.Evidence is not null)
            .SelectMany(outcome => outcome.Evidence!.Metrics).Where(metric => metric.Value.Intervals > 0)
            .GroupBy(metric => metric.Key, metric => metric.Value.Counts).OrderBy(metric => metric.Key, StringComparer.Ordinal)
            .Select(metric => RegressionText.Of(metric.Key, metric.Aggregate((sum, one) => sum + one)));
        return string.Join("; ", counts) + (pools == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"; the worst of {pools} pools"));
    }

    private static Scope Min(Scope left, Scope right) => left < right ? left : right;
}
