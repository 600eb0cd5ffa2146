using System.Globalization;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Checks.Loads;

/// <summary>Compares what came of a load with its targets.</summary>
public static class LoadJudge
{
    /// <summary>Below this nobody needs to know how late the coordinator was.</summary>
    private static readonly TimeSpan NoticeableLateness = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan TolerableLateness = TimeSpan.FromMilliseconds(100);
    private const int LatenessOfATime = 4;

    /// <summary>What is missed, for people; null where every target is met. A load without a single success is never met, nor one of which
    /// most requests failed where no target says how many may: failures that come at once are not among the times.</summary>
    public static string? Missed(LoadTargets targets, LoadSummary found)
    {
        string?[] missed =
        [
            found.Succeeded is 0 ? "not one request succeeded"
                : targets is { ErrorRate: null, Availability: null } && found.Failed > found.Succeeded
                    ? Text($"only {found.Succeeded} of {found.Requests} requests succeeded") : null,
            Time("p95", found.P95, targets.P95),
            Time("p99", found.P99, targets.P99),
            found.ErrorRate > targets.ErrorRate ? Text($"error rate {found.ErrorRate:P2}, limit {targets.ErrorRate:P2}") : null,
            found.Availability < targets.Availability
                ? Text($"availability {found.Availability:P3}, at least {targets.Availability:P3} wanted") : null,
            found.PerSecond < targets.MinRate
                ? Text($"{found.PerSecond:0.#} successful requests per second, at least {targets.MinRate:0.#} wanted") : null,
        ];
        var text = string.Join("; ", missed.OfType<string>());
        return text.Length > 0 ? text : null;
    }

    /// <summary>Whether a miss says more about the coordinator than about what it asked: nothing but times or the rate is missed, and
    /// it was itself late to send, although it had a connection, by more than a quarter of the shortest time that is wanted (more
    /// than 100 ms where none is).</summary>
    public static bool IsOwnFault(LoadTargets targets, LoadSummary found)
    {
        TimeSpan?[] wanted = [targets.P95, targets.P99];
        var tolerable = wanted.Min() / LatenessOfATime ?? TolerableLateness;
        return found.Late > tolerable && Missed(targets, found) is not null
            && Missed(targets with { P95 = null, P99 = null, MinRate = null }, found) is null;
    }

    /// <summary>All figures, for people.</summary>
    public static string Describe(LoadSummary found) =>
        Text($"{found.Requests} requests, {found.Failed} failed{(found.Failures.Length > 0 ? $" ({found.Failures})" : "")}, ")
        + Text($"{found.PerSecond:0.#} successful per second, p50 {Milliseconds(found.Median)}, p95 {Milliseconds(found.P95)}, ")
        + Text($"p99 {Milliseconds(found.P99)}, longest {Milliseconds(found.Longest)}")
        + (found.Late >= NoticeableLateness ? $"; the coordinator itself sent up to {Milliseconds(found.Late)} late (p99)" : "");

    private static string? Time(string name, TimeSpan found, TimeSpan? limit) =>
        found > limit ? $"{name} {Milliseconds(found)}, limit {Milliseconds(limit.Value)}" : null;

    private static string Milliseconds(TimeSpan time) => Text($"{time.TotalMilliseconds:0.#} ms");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
