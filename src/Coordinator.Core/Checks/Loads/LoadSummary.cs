namespace Coordinator.Core.Checks.Loads;

/// <summary>What came of a load. Times count from the instant at which a request was due, so that a server that holds up the
/// sender is not flattered.</summary>
/// <param name="Requests">Requests that were due; each was sent, or counts as failed.</param>
/// <param name="Succeeded">Those that were answered with 200 to 299.</param>
/// <param name="PerSecond">Successful answers per second of real time after the ramp-up.</param>
/// <param name="Median">50th percentile of the times of successful requests and of those without an answer.</param>
/// <param name="P95">Their 95th percentile.</param>
/// <param name="P99">Their 99th percentile.</param>
/// <param name="Longest">The longest.</param>
/// <param name="Late">99th percentile of how late the coordinator itself was to send, although it had a connection.</param>
/// <param name="Failures">The most frequent failures, for people; empty where there were none.</param>
public sealed record LoadSummary(
    long Requests, long Succeeded, double PerSecond, TimeSpan Median, TimeSpan P95, TimeSpan P99, TimeSpan Longest, TimeSpan Late,
    string Failures)
{
    /// <summary>Requests that failed.</summary>
    public long Failed => Requests - Succeeded;

    /// <summary>Share of requests that failed.</summary>
    public double ErrorRate => Requests is 0 ? 0 : (double)Failed / Requests;

    /// <summary>Share of requests that succeeded.</summary>
    public double Availability => Requests is 0 ? 0 : (double)Succeeded / Requests;
}
