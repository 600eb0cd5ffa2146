using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;

namespace Coordinator.Tests;

/// <summary>Releases as a server would show them.</summary>
internal static class Samples
{
    public const string Name = "shop-2.4.0";

    public static readonly DateTimeOffset Submitted = TestClock.Start - TimeSpan.FromMinutes(12.5);

    public static EnvironmentKey Key(string cluster) => new(cluster, "shop", "cart");

    public static EnvironmentReport Report(string cluster, EnvironmentPhase phase, int weight = 0, Verdict verdict = Verdict.NoData) => new()
    {
        Key = Key(cluster),
        Release = Name,
        Phase = phase,
        Since = TestClock.Start - TimeSpan.FromMinutes(2),
        WeightPercent = weight,
        Active = Color.Blue,
        Preview = Color.Green,
        Verdict = verdict,
    };

    public static EnvironmentView View(EnvironmentReport report, double? errorRate = null, double? p95 = null) => new(
        report,
        [
            new("errors", "errorRate", errorRate, 0.05, errorRate > 0.05 ? Verdict.Unhealthy : Verdict.Healthy, ""),
            new("latency", "latency", p95, 0.1, p95 > 0.1 ? Verdict.Unhealthy : Verdict.Healthy, ""),
        ],
        null, null, TimeSpan.Zero, null, null, null);

    public static WaveView Wave(string name, params (string Region, EnvironmentReport Report)[] environments) => new(
        name, 2, 0, [], [.. environments.Select(each => new MemberView(each.Report.Key, each.Region, each.Report.Phase, each.Report))]);

    public static ReleaseDetail Detail(ReleasePhase phase, WaveView[] waves, params EnvironmentView[] views) => new(
        new ReleaseView
        {
            Name = Name,
            Application = "cart",
            Version = "2.4.0",
            PlanDigest = "sha256:0",
            Phase = phase,
            SubmittedBy = "anna",
            SubmittedAt = Submitted,
            EndedAt = phase.IsEnded() ? TestClock.Start : null,
            Counts = waves.SelectMany(wave => wave.Environments).GroupBy(member => member.Phase.ToString())
                .ToImmutableSortedDictionary(group => group.Key, group => group.Count()),
            Waves = [.. waves],
        },
        [.. views]);

    /// <summary>One environment.</summary>
    public static ReleaseDetail Single(ReleasePhase phase, EnvironmentPhase environment, int weight = 0, Verdict verdict = Verdict.NoData)
    {
        var report = Report("eu-west-1", environment, weight, verdict);
        return Detail(phase, [Wave("all", ("eu-west", report))], View(report, verdict == Verdict.NoData ? null : 0.004, 0.042));
    }

    public static EventView Event(long position, string kind = "TrafficShifted") => new(
        position, "env/eu-west-1/shop/cart", position, TestClock.Start + TimeSpan.FromSeconds(position), kind, $"event {position}");
}
