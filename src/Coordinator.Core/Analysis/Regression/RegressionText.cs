using System.Globalization;

namespace Coordinator.Core.Analysis.Regression;

/// <summary>Evidence in a sentence.</summary>
public static class RegressionText
{
    /// <summary>Greatest logarithm that is written out as a number.</summary>
    private const double LogOfAMillion = 13.8155;

    /// <summary>The decision: which metric, what was counted, e-value against its limit.</summary>
    public static string Of(IReadOnlyCollection<RegressionEvidence> environments, PooledEvidence found)
    {
        var metric = found.Metric;
        var all = environments.Select(one => one.Metrics.GetValueOrDefault(metric)).OfType<Evidence>().ToList();
        var (old, fresh) = (all.Sum(one => one.Counts.OldRequests), all.Sum(one => one.Counts.NewRequests));
        var (oldBad, newBad) = (all.Sum(one => one.Counts.OldBad), all.Sum(one => one.Counts.NewBad));
        var where = all.Count == 1 ? "" : Text($" in {all.Count} environments");
        return Text($"regression of {metric}{where}: {newBad:0} of {fresh:0} requests bad on the new color, {oldBad:0} of {old:0} on the old at the same time, ")
            + Text($"tolerance {environments.First().Tolerance:P2}; e-value {Number(found.LogEValue)}, limit {found.Limit:0} (false alarm {found.FalseAlarm:G3})");
    }

    /// <summary>What one environment found so far.</summary>
    public static string Of(RegressionEvidence evidence) => string.Join("; ", evidence.Metrics.Select(metric => Text(
        $"{metric.Key}: {metric.Value.Counts.NewBad:0} of {metric.Value.Counts.NewRequests:0} bad on the new color, {metric.Value.Counts.OldBad:0} of {metric.Value.Counts.OldRequests:0} on the old, e-value {Number(EvidencePool.LogEValue([metric.Value]))} after {metric.Value.Intervals} intervals")));

    private static string Number(double log) => log < LogOfAMillion ? Text($"{Math.Exp(log):0.##}") : "over 1000000";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
