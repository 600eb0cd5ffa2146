using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Plans;

/// <summary>What holds and the intervals of measurements mean for each other.</summary>
internal static class HoldRules
{
    /// <summary>Steps that last longer than they say: each waits until everything that decides was measured at its weight.</summary>
    public static IEnumerable<string> Warnings(AnalysisSpec analysis, BlueGreenSpec strategy, ProbesSpec probes)
    {
        var deciding = analysis.Metrics.Where(metric => !metric.DryRun)
            .Select(metric => (metric.Name, Interval: IntervalOf(analysis, probes, metric))).OrderByDescending(metric => metric.Interval).ToArray();
        if (deciding.Length > 0 && analysis.Metrics.All(metric => metric.DryRun || metric.Count is not null))
        {
            yield return "every metric that decides has a count: once it is reached nothing is measured any more, also while the release holds, "
                + "bakes and proves itself";
        }

        var slow = deciding.Length is 0
            ? []
            : strategy.Steps.Where(step => step.Hold > TimeSpan.Zero && step.Hold < deciding[0].Interval)
                .Select(step => $"the step of {step.WeightPercent} % holds for {DurationText.Of(step.Hold)} and metric {deciding[0].Name} is measured "
                    + $"every {DurationText.Of(deciding[0].Interval)}: it lasts until that was measured at this weight");
        foreach (var warning in slow)
        {
            yield return warning;
        }
    }

    private static TimeSpan IntervalOf(AnalysisSpec analysis, ProbesSpec probes, MetricSpec metric) => metric.Interval
        ?? (metric.Probe is null ? analysis.Interval : probes.Active?.Every ?? new ProbeTargetSpec().Every);
}
