namespace Coordinator.Core.Reports;

/// <summary>What the success of a release is measured by.</summary>
public enum CriterionKind
{
    /// <summary>Longest time without a successful probe, seconds.</summary>
    Downtime,

    /// <summary>Share of failed requests among all that the new colour answered.</summary>
    ErrorRate,

    /// <summary>95th percentile of the latency, seconds.</summary>
    P95,

    /// <summary>99th percentile of the latency, seconds.</summary>
    P99,

    /// <summary>Share of successful probes.</summary>
    Availability,

    /// <summary>Requests per second that the new colour answered.</summary>
    Rate,

    /// <summary>How strongly the colours' comparison speaks against the new one, as an e-value: 1 says nothing, and a release that is no
    /// worse than tolerated ever reaches <c>1 / falseAlarm</c> with a chance of <c>falseAlarm</c> at most. At most <see cref="RegressionCriteria.Most"/>.</summary>
    Regression,
}
