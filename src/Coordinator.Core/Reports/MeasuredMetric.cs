using Coordinator.Core.Analysis;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Reports;

/// <summary>A metric over a whole attempt of a release, with the limits that it was held to.</summary>
public sealed record MeasuredMetric
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary><c>errorRate</c> (shares), <c>latency</c> (seconds), <c>downtime</c> (seconds) or <c>value</c> (the query's unit).</summary>
    public required string Kind { get; init; }

    /// <summary>Where its values come from.</summary>
    public required string Source { get; init; }

    /// <summary>With <c>latency</c>: which quantile its limit is for; null otherwise.</summary>
    public double? Quantile { get; init; }

    /// <summary>Greatest healthy value; null for none.</summary>
    public double? Max { get; init; }

    /// <summary>Least healthy value; null for none.</summary>
    public double? Min { get; init; }

    /// <summary>Whether it never decides.</summary>
    public bool DryRun { get; init; }

    /// <summary>Its last verdict.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>Why the last measurement has no value; null where it has one.</summary>
    public NoDataCause? NoData { get; init; }

    /// <summary>Last value against limit.</summary>
    public string Because { get; init; } = "";

    /// <summary>Last value; null where there is none.</summary>
    public double? Last { get; init; }

    /// <summary>With <c>errorRate</c>: failed ones among the requests that were counted.</summary>
    public double Bad { get; init; }

    /// <summary>All that was measured.</summary>
    public MetricTally Tally { get; init; } = MetricTally.None;

    /// <summary>Requests that were counted, whatever became of them; 0 for metrics that count none.</summary>
    public double Requests() => Kind switch
    {
        "errorRate" => Tally.Counted.Values.Sum(),
        "latency" => Tally.Counted.GetValueOrDefault("+Inf"),
        _ => 0,
    };

    /// <summary>Whether it probed, and not one probe succeeded: that is down, however short it was looked at.</summary>
    public bool WasNeverUp() => Tally.Attempts > 0 && Tally.FailedAttempts == Tally.Attempts;

    /// <summary>Measurements in all.</summary>
    public int Measurements() => Tally.Healthy + Tally.Unhealthy + Tally.Inconclusive + Tally.NoData;
}
