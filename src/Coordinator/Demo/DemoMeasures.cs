using System.Collections.Immutable;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Views;
using Coordinator.Simulator.Audit;
using Coordinator.Simulator.Traffic;

namespace Coordinator.Demo;

/// <summary>Computes what the summary says from views, users' counters and audit logs.</summary>
internal static class DemoMeasures
{
    /// <summary>The summary of one release.</summary>
    public static DemoReleaseSummary Summarize(
        string scenario, ReleaseSpec spec, ReleaseDetail detail, ImmutableArray<TrafficReport> traffic, DemoTrafficWrites writes)
    {
        var release = detail.Release;
        var back = release.Waves.SelectMany(wave => wave.Environments)
            .Where(member => member.Report?.Back is not null)
            .Select(member => member.Report!.Back!)
            .OrderBy(one => one.DecidedAt)
            .FirstOrDefault();
        var firstBad = traffic.Select(report => report.ByVersion.GetValueOrDefault(spec.Version)?.FirstFailureAt).Min();
        return new(
            release.Name,
            scenario,
            release.Phase.ToString(),
            release.Counts,
            new(traffic.Sum(report => report.Total), traffic.Sum(report => report.Failed)),
            writes,
            Seconds(release.EndedAt - release.SubmittedAt),
            Seconds(back?.DecidedAt - firstBad),
            Seconds(back?.RestoredAt - back?.DecidedAt));
    }

    /// <summary>Writes of the target Services since the marks.</summary>
    public static DemoTrafficWrites WritesOf(SimulatedFleet fleet, ImmutableDictionary<string, long> marks)
    {
        var turns = fleet.Clusters
            .SelectMany(cluster => fleet.TrafficWrites(cluster).Where(entry => entry.Sequence > marks[cluster.Name]).Select(entry => (cluster.Name, Entry: entry)))
            .Where(write => write.Entry.Changes.Any(change => change.Path.StartsWith("spec.selector", StringComparison.Ordinal)))
            .Select(write => (write.Name, Turn: TurnOf(write.Entry)))
            .ToList();
        return new(turns.Count, turns.Count - turns.Distinct().Count());
    }

    private static string TurnOf(AuditEntry entry) =>
        entry.Changes.FirstOrDefault(change => change.Path.Contains("coordinator.dev/turn", StringComparison.Ordinal))?.After ?? "";

    private static double? Seconds(TimeSpan? span) => span is { } known ? Math.Round(known.TotalSeconds, 1) : null;
}
