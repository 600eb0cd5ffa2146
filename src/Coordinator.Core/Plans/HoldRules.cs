using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Plans;

/// <summary>What holds and the intervals of measurements mean for each other.</summary>
internal static class HoldRules
{
    /// <summary>Steps that last longer than they say: each waits until everything that decides was measured at its weight.</summary>
    public static IEnumerable<string> Warnings(AnalysisSpec analysis, BlueGreenSpec strategy, ProbesSpec probes)
    {
        var deciding = analysis.Metrics.Where(metric => !metric.DryRun).OrderByDescending(metric => metric.IntervalIn(analysis, probes)).ToArray();
        if (deciding is not [var slowest, ..])
        {
            yield break;
        }

        if (deciding.All(metric => metric.Count is not null))
        {
            yield return "every metric that decides has a count: once it is reached nothing is measured any more, also while the release holds, "
                + "bakes and proves itself";
        }

        var interval = slowest.IntervalIn(analysis, probes);
        foreach (var step in strategy.Steps.Where(step => step.Hold > TimeSpan.Zero && step.Hold < interval))
        {
            yield return $"the step of {step.WeightPercent} % holds for {DurationText.Of(step.Hold)} and metric {slowest.Name} is measured "
                + $"every {DurationText.Of(interval)}: it lasts until that was measured at this weight";
        }
    }
}
