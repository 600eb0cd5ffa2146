using Coordinator.Core.Ports;

namespace Coordinator.Core.Plans.Specs;

/// <summary>One metric and its limits. Exactly one source is set. Field names and counting follow Argo's AnalysisTemplate.</summary>
public sealed record MetricSpec
{
    /// <summary>Name, unique within the analysis.</summary>
    public required string Name { get; init; }

    /// <summary>Prometheus text from each pod of a colour.</summary>
    public ScrapeSpec? Scrape { get; init; }

    /// <summary>A PromQL query.</summary>
    public PrometheusQuerySpec? Prometheus { get; init; }

    /// <summary>Requests to what users reach; the value is the downtime in seconds.</summary>
    public ProbeSpec? Probe { get; init; }

    /// <summary>Behaviour of the colour's pods.</summary>
    public WorkloadMetric? Workload { get; init; }

    /// <summary>With <see cref="Scrape"/>: the share of failed requests.</summary>
    public ErrorRateSpec? ErrorRate { get; init; }

    /// <summary>With <see cref="Scrape"/>: a latency quantile in seconds.</summary>
    public LatencySpec? Latency { get; init; }

    /// <summary>Greatest healthy value (share, seconds or the query's unit); exceeded is a failure.</summary>
    public double? Max { get; init; }

    /// <summary>Least healthy value.</summary>
    public double? Min { get; init; }

    /// <summary>Time between measurements; null = the analysis's.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Time before the first measurement; null = the analysis's.</summary>
    public TimeSpan? InitialDelay { get; init; }

    /// <summary>Number of measurements at each weight, after which the verdict stands until the next; null = as long as analysis goes
    /// on.</summary>
    public int? Count { get; init; }

    /// <summary>Failed measurements that are tolerated; Unhealthy when exceeded. Default 0.</summary>
    public int FailureLimit { get; init; }

    /// <summary>Measurement errors in a row that are tolerated. Default 4.</summary>
    public int ConsecutiveErrorLimit { get; init; } = 4;

    /// <summary>Inconclusive measurements that are tolerated. Default 0.</summary>
    public int InconclusiveLimit { get; init; }

    /// <summary>What missing data means. Default pause.</summary>
    public NoDataPolicy NoData { get; init; } = NoDataPolicy.Pause;

    /// <summary>What it means by cause, where that differs; null = nowhere.</summary>
    public NoDataBySpec? NoDataBy { get; init; }

    /// <summary>Requests needed for a judgement, accumulated over the step. Default 1.</summary>
    public int MinRequests { get; init; } = 1;

    /// <summary>Measures and reports but never decides. Default false.</summary>
    public bool DryRun { get; init; }

    /// <summary>Time between measurements: its own, else for a probe that of what users reach, else the analysis's.</summary>
    /// <param name="analysis">The analysis.</param>
    /// <param name="probes">How what users reach is probed.</param>
    public TimeSpan IntervalIn(AnalysisSpec analysis, ProbesSpec probes) =>
        Interval ?? (Probe is null ? analysis.Interval : probes.Active?.Every ?? new ProbeTargetSpec().Every);

    /// <summary>What it means that a measurement has no value. A first sample is no cause of its own: differences need two.</summary>
    /// <param name="cause">Why; null where it was not measured at all.</param>
    public NoDataPolicy PolicyOf(NoDataCause? cause) => cause switch
    {
        NoDataCause.Idle => NoDataBy?.Idle,
        NoDataCause.SourceDead => NoDataBy?.SourceDead,
        NoDataCause.AbsentSeries => NoDataBy?.AbsentSeries,
        NoDataCause.NotANumber => NoDataBy?.NotANumber,
        NoDataCause.TooFewRequests => NoDataBy?.TooFewRequests,
        NoDataCause.Malformed => NoDataBy?.Malformed,
        NoDataCause.Stale => NoDataBy?.Stale,
        // A source that was not asked yet, or once where it takes two, is none that had nothing: it is waited for.
        NoDataCause.FirstSample or null => NoDataPolicy.Pause,
    } ?? NoData;
}
