using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>One metric and its limits.</summary>
internal static class MetricShape
{
    private static readonly ObjectShape<ScrapeSpec> Scrape = new ObjectShape<ScrapeSpec>(
            "Scrape", "Prometheus text, read from each pod of a colour through the API server's pod proxy, or from a URL.", new())
        .Optional("path", Texts.Path, x => x.Path, (x, v) => x with { Path = v }, "Path at the pod.")
        .OptionalValue("port", Numbers.Port, x => x.Port, (x, v) => x with { Port = v },
            "Container port; left out, the annotation `prometheus.io/port`, else the first port.")
        .Optional("url", Texts.Url, x => x.Url, (x, v) => x with { Url = v }, "A URL instead of the pods.")
        .AtMostOne("url", "path").AtMostOne("url", "port");

    private static readonly ObjectShape<PrometheusQuerySpec> Prometheus = new ObjectShape<PrometheusQuerySpec>(
            "PrometheusQuery", "A PromQL query against a Prometheus server.", new("", ""))
        .Required("url", Texts.Url, x => x.Url, (x, v) => x with { Url = v }, "Base URL of the server.")
        .Required("query", new TextShape { MaxLength = 16 * 1024, Template = true }, x => x.Query, (x, v) => x with { Query = v },
            "The query; its result is one series or a scalar.")
        .Optional("bearerTokenFile", Texts.FilePath, x => x.BearerTokenFile, (x, v) => x with { BearerTokenFile = v },
            "File with a bearer token.")
        .Optional("basicAuthFile", Texts.FilePath, x => x.BasicAuthFile, (x, v) => x with { BasicAuthFile = v },
            "File with `user:password`.")
        .AtMostOne("bearerTokenFile", "basicAuthFile");

    private static readonly ObjectShape<ProbeSpec> Probe = new ObjectShape<ProbeSpec>(
            "Probe", "Requests to what users reach; the value is the longest downtime in seconds.", new())
        .Optional("path", Texts.Path, x => x.Path, (x, v) => x with { Path = v }, "Path of the request.")
        .Optional("expectStatus", Numbers.HttpStatus, x => x.ExpectStatus, (x, v) => x with { ExpectStatus = v },
            "Status that counts as up.");

    private static readonly ObjectShape<ErrorRateSpec> ErrorRate = new ObjectShape<ErrorRateSpec>(
            "ErrorRate", "The share of failed requests, from a counter.", new())
        .Optional("requests", Texts.MetricName, x => x.Requests, (x, v) => x with { Requests = v }, "The counter.")
        .Optional("statusLabel", Texts.MetricLabel, x => x.StatusLabel, (x, v) => x with { StatusLabel = v },
            "Its label with the status.")
        .Optional("errors", Texts.Regex, x => x.Errors, (x, v) => x with { Errors = v },
            "Anchored regular expression of failed statuses.");

    private static readonly ObjectShape<LatencySpec> Latency = new ObjectShape<LatencySpec>(
            "Latency", "A latency quantile, from a histogram in seconds.", new())
        .Optional("histogram", Texts.MetricName, x => x.Histogram, (x, v) => x with { Histogram = v },
            "The histogram, without `_bucket`.")
        .Optional("quantile", new NumberShape(0, 1) { AboveLeast = true, BelowGreatest = true }, x => x.Quantile,
            (x, v) => x with { Quantile = v },
            "The quantile.");

    private static readonly EnumShape<NoDataPolicy> Policy = new();

    private static readonly ObjectShape<NoDataBySpec> NoDataBy = new ObjectShape<NoDataBySpec>(
            "NoDataBy", "What missing data means, by cause. A cause that is left out follows `noData`.", new())
        .OptionalValue("idle", Policy, x => x.Idle, (x, v) => x with { Idle = v }, "Nothing was asked of the new colour.")
        .OptionalValue("sourceDead", Policy, x => x.SourceDead, (x, v) => x with { SourceDead = v },
            "No pod could be scraped, or the source does not answer; beyond `consecutiveErrorLimit`.")
        .OptionalValue("absentSeries", Policy, x => x.AbsentSeries, (x, v) => x with { AbsentSeries = v },
            "The series is not in the answer.")
        .OptionalValue("notANumber", Policy, x => x.NotANumber, (x, v) => x with { NotANumber = v },
            "The value is NaN or infinite; beyond `consecutiveErrorLimit`.")
        .OptionalValue("tooFewRequests", Policy, x => x.TooFewRequests, (x, v) => x with { TooFewRequests = v },
            "Still fewer requests than `minRequests` after more than `consecutiveErrorLimit` measurements in a row.")
        .OptionalValue("malformed", Policy, x => x.Malformed, (x, v) => x with { Malformed = v },
            "The answer is malformed, too large or of the wrong type; beyond `consecutiveErrorLimit`.")
        .OptionalValue("stale", Policy, x => x.Stale, (x, v) => x with { Stale = v },
            "The samples carry the same time as at the reading before: they were not measured since; beyond `consecutiveErrorLimit`.");

    public static readonly ObjectShape<MetricSpec> Shape = new ObjectShape<MetricSpec>(
            "Metric", "One metric with exactly one source, and its limits. Names and counting follow Argo's AnalysisTemplate.",
                new() { Name = "" })
        .Required("name", Texts.Label, x => x.Name, (x, v) => x with { Name = v }, "Name, unique within the analysis.")
        .Optional("scrape", Scrape, x => x.Scrape, (x, v) => x with { Scrape = v },
            "Prometheus text; with `errorRate` or `latency`.")
        .Optional("prometheus", Prometheus, x => x.Prometheus, (x, v) => x with { Prometheus = v }, "A PromQL query.")
        .Optional("probe", Probe, x => x.Probe, (x, v) => x with { Probe = v }, "Requests to what users reach.")
        .OptionalValue("workload", new EnumShape<WorkloadMetric>(), x => x.Workload, (x, v) => x with { Workload = v },
            "Behaviour of the colour's pods.")
        .Optional("errorRate", ErrorRate, x => x.ErrorRate, (x, v) => x with { ErrorRate = v },
            "With `scrape`: the share of failed requests.")
        .Optional("latency", Latency, x => x.Latency, (x, v) => x with { Latency = v }, "With `scrape`: a latency quantile.")
        .OptionalValue("max", LimitShape.Instance, x => x.Max, (x, v) => x with { Max = v }, "Greatest healthy value.")
        .OptionalValue("min", LimitShape.Instance, x => x.Min, (x, v) => x with { Min = v }, "Least healthy value.")
        .OptionalValue("interval", DurationShape.Of("1s", "1h"), x => x.Interval, (x, v) => x with { Interval = v },
            "Time between measurements; left out, the analysis's.")
        .OptionalValue("initialDelay", DurationShape.Of("0s", "24h"), x => x.InitialDelay, (x, v) => x with { InitialDelay = v },
            "Time before the first measurement; left out, the analysis's.")
        .OptionalValue("count", new IntegerShape(1, 1_000_000), x => x.Count, (x, v) => x with { Count = v },
            "Number of measurements at each weight, after which the verdict stands until the next; left out, as long as analysis goes on.")
        .Optional("failureLimit", new IntegerShape(0, 1_000_000), x => x.FailureLimit, (x, v) => x with { FailureLimit = v },
            "Failed measurements that are tolerated; more make the colour Unhealthy.")
        .Optional("consecutiveErrorLimit", new IntegerShape(0, 1_000_000), x => x.ConsecutiveErrorLimit,
            (x, v) => x with { ConsecutiveErrorLimit = v }, "Measurement errors in a row that are tolerated.")
        .Optional("inconclusiveLimit", new IntegerShape(0, 1_000_000), x => x.InconclusiveLimit,
            (x, v) => x with { InconclusiveLimit = v },
            "Inconclusive measurements that are tolerated.")
        .Optional("noData", Policy, x => x.NoData, (x, v) => x with { NoData = v },
            "What missing data means: the hold waits and then pauses, Unhealthy, or no part in the verdict.")
        .Optional("noDataBy", NoDataBy, x => x.NoDataBy, (x, v) => x with { NoDataBy = v },
            "The same by cause, where it differs.")
        .Optional("minRequests", new IntegerShape(1, 1_000_000_000), x => x.MinRequests, (x, v) => x with { MinRequests = v },
            "Requests needed for a judgement, accumulated over the step.")
        .Optional("dryRun", BoolShape.Instance, x => x.DryRun, (x, v) => x with { DryRun = v },
            "Measures and reports but never decides.")
        .ExactlyOne("scrape", "prometheus", "probe", "workload")
        .AtMostOne("errorRate", "latency")
        .Check([], CheckSource)
        .Check(["max", "min"], CheckLimits);

    private static void CheckSource(MetricSpec metric, ObjectScope scope)
    {
        if (scope.Has("scrape") && !scope.Has("errorRate") && !scope.Has("latency"))
            scope.Error("scrape", FormatErrorCodes.ExactlyOne,
                "`scrape` needs `errorRate` or `latency`, to say what is computed");
        foreach (var field in (string[])["errorRate", "latency"])
        {
            if (scope.Has(field) && !scope.Has("scrape"))
                scope.Error(field, FormatErrorCodes.Conflict, $"`{field}` is computed from `scrape`");
        }
    }

    private static void CheckLimits(MetricSpec metric, ObjectScope scope)
    {
        if (metric.Max is null && metric.Min is null && !metric.DryRun)
            scope.At.Fail(scope.Mapping, FormatErrorCodes.MissingField,
                "`max`, `min` or both are needed, unless `dryRun` is set");
        foreach (var (field, limit) in new[] { ("max", metric.Max), ("min", metric.Min) })
        {
            if (limit is null)
                continue;
            if (metric.Latency is null && metric.Probe is null && scope.Mapping.TextOf(field) is not null)
                scope.Error(field, FormatErrorCodes.BadLimit,
                    "a duration is a limit of `latency` and `probe`; this metric takes a number");
            else if (metric.ErrorRate is not null && limit is < 0 or > 1)
                scope.Error(field, FormatErrorCodes.BadLimit, $"{limit} is no share: an error rate is 0 to 1");
            else if (metric.Latency is not null || metric.Probe is not null || metric.Workload is not null)
                RefuseNegative(field, limit.Value, scope);
        }
        Numbers.CheckOrder(metric.Min, metric.Max, scope);
    }

    private static void RefuseNegative(string field, double limit, ObjectScope scope)
    {
        if (limit < 0)
            scope.Error(field, FormatErrorCodes.BadLimit, $"{limit} is negative; what is measured never is");
    }
}
