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
        var counts = all.Aggregate(default(PairedCounts), (sum, one) => sum + one.Counts);
        var where = all.Count == 1 ? "" : Text($" in {all.Count} environments");
        return Text($"regression of {metric}{where}: {counts.NewBad:0} of {counts.NewRequests:0} requests bad on the new color, {counts.OldBad:0} of {counts.OldRequests:0} on the old at the same time, ")
            + Text($"tolerance {environments.First().Tolerance:P2}; e-value {Number(found.LogEValue)}, limit {found.Limit:0} (false alarm {found.FalseAlarm:G3})");
    }

    /// <summary>What one environment found so far.</summary>
    public static string Of(RegressionEvidence evidence) => string.Join("; ", evidence.Metrics.Select(metric => Text(
        $"{Of(metric.Key, metric.Value.Counts)}, e-value {Number(EvidencePool.LogEValue([metric.Value]))} after {metric.Value.Intervals} intervals")));

    /// <summary>What was counted of a metric.</summary>
    public static string Of(string metric, PairedCounts counts) => Text(
        $"{metric}: {counts.NewBad:0} of {counts.NewRequests:0} bad on the new color, {counts.OldBad:0} of {counts.OldRequests:0} on the old");

    private static string Number(double log) => log < LogOfAMillion ? Text($"{Math.Exp(log):0.##}") : "over 1000000";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
