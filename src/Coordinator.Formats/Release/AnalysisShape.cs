using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>Repeated measurement of health.</summary>
internal static class AnalysisShape
{
    private static readonly ObjectShape<RegressionSpec> Regression = new ObjectShape<RegressionSpec>(
            "Regression", "A sequential test of the new colour against the old.", new())
        .Required("metrics", new ListShape<string>(Texts.Label) { WhyNotEmpty = "it compares nothing", UniqueBy = name => name },
            x => x.Metrics, (x, v) => x with { Metrics = v }, "Names of error-rate and latency metrics that are compared.")
        .Optional("tolerance", new NumberShape(0, 1), x => x.Tolerance, (x, v) => x with { Tolerance = v },
            "How much worse, a share, the new colour may truly be.")
        .Optional("falseAlarm", new NumberShape(0, 0.5) { AboveLeast = true, BelowGreatest = true },
            x => x.FalseAlarm, (x, v) => x with { FalseAlarm = v }, "Chance of ever stopping a release that is not worse.")
        .Optional("interval", DurationShape.Of("1s", "5m"), x => x.Interval, (x, v) => x with { Interval = v },
            "Time between two comparisons. Not shorter than usual bursts of errors: what goes bad together within it counts as one trial.")
        .Optional("pool", new EnumShape<Scope>(Scope.Environment, Scope.Region, Scope.Release), x => x.Pool,
            (x, v) => x with { Pool = v },
            "Over what evidence is multiplied.");

    public static readonly ObjectShape<AnalysisSpec> Shape = new ObjectShape<AnalysisSpec>("Analysis",
        "Repeated measurement of health.", new())
        .Optional("interval", DurationShape.Of("1s", "1h"), x => x.Interval, (x, v) => x with { Interval = v },
            "Time between measurements where a metric names none.")
        .Optional("initialDelay", DurationShape.Of("0s", "24h"), x => x.InitialDelay, (x, v) => x with { InitialDelay = v },
            "Time before the first measurement where a metric names none.")
        .Required("metrics", new ListShape<MetricSpec>(MetricShape.Shape)
        {
            UniqueBy = metric => metric.Name,
            UniqueField = "name",
            MaxItems = 50,
            WhyNotEmpty = "it measures nothing; leave `analysis` out for the defaults",
        },
            x => x.Metrics, (x, v) => x with { Metrics = v }, "The metrics, names unique.")
        .Optional("regression", Regression, x => x.Regression, (x, v) => x with { Regression = v },
            "Test of the new colour against the old; needs a step below 100, where both have traffic.")
        .Check(["regression"], Compared);

    private static void Compared(AnalysisSpec analysis, ObjectScope scope)
    {
        if (analysis.Regression is not { } regression)
            return;
        for (var i = 0; i < regression.Metrics.Length; i++)
        {
            var name = regression.Metrics[i];
            var metric = analysis.Metrics.FirstOrDefault(metric => metric.Name == name);
            if (metric is null)
                scope.Error($"regression.metrics[{i}]", FormatErrorCodes.UnknownReference, $"no metric is named `{name}`");
            else if (metric.ErrorRate is null && metric.Latency is null && scope.IsSound("metrics"))
                scope.Error($"regression.metrics[{i}]", FormatErrorCodes.UnknownReference,
                    $"`{name}` is neither an error rate nor a latency of `scrape`; only those are compared");
            else if (metric.Latency is not null && metric.Max is null && scope.IsSound("metrics"))
                scope.Error($"regression.metrics[{i}]", FormatErrorCodes.UnknownReference,
                    $"`{name}` has no `max`: compared is the share of requests that are slower than it");
        }
    }
}
