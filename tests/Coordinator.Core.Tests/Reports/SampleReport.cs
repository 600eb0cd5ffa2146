using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Core.Releases;
using Coordinator.Core.Reports;
using Coordinator.Core.Views;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Reports;

/// <summary>A release over two regions that was rolled back.</summary>
internal static class SampleReport
{
    public static EnvironmentPlan Metered { get; } = Given.Plan() with
    {
        Checks = new()
        {
            Preview = [new() { Name = "smoke" }],
            Validation =
            [
                new() { Name = "front" },
                new() { Name = "users", Load = new() { Path = "/", Users = 100, Duration = Seconds(10), Targets = new() { P95 = Seconds(0.1), Availability = 0.999, MinRate = 95 } } },
            ],
        },
        Analysis = new()
        {
            Metrics =
            [
                new() { Name = "errors", Scrape = new(), ErrorRate = new(), Max = 0.05, FailureLimit = 5 },
                new() { Name = "p95", Scrape = new(), Latency = new(), Max = 0.1, FailureLimit = 5 },
                new() { Name = "down", Probe = new(), Max = 60 },
                new() { Name = "second-opinion", Prometheus = new("http://prom:9090", "up"), Min = 1, DryRun = true },
            ],
        },
    };

    /// <summary>A load of 1000 requests of which so many failed.</summary>
    public static CheckResult LoadResult(long failed, double perSecond, CheckOutcome outcome) => Result(outcome, "users", CheckStage.Validation) with
    {
        Kind = "load",
        Load = new(1000, 1000 - failed, perSecond, Seconds(0.01), Seconds(0.05), Seconds(0.09), Seconds(0.2), Seconds(0), ""),
    };

    public static ReleaseReport Report()
    {
        EnvironmentOutcome[] outcomes =
        [
            Outcome("eu-1", [.. Rounds(4, failed: 1)], Result(CheckOutcome.Pass), Result(CheckOutcome.Warn, "front", CheckStage.Validation),
                LoadResult(0, 99.5, CheckOutcome.Pass)),
            Outcome("eu-2", [.. Rounds(2, failed: 0)], Result(CheckOutcome.Pass)),
            Outcome("us-1", [.. Rounds(2, failed: 30, isDown: true)], Result(CheckOutcome.Fail) with { Details = "got 500 | <b>no</b>\nbody" }) with
            {
                Phase = EnvironmentPhase.RolledBack,
                Reason = "errors: 30 % (30 of 100 requests), limit 5 %",
            },
        ];
        return ReleaseReport.Of(Release(), outcomes);
    }

    /// <summary>What an environment measured in rounds of 30 s.</summary>
    public static EnvironmentOutcome Outcome(string cluster, ImmutableArray<Round> rounds, params CheckResult[] checks)
    {
        var analysis = HealthJudge.Begin(Metered, new(), Epoch);
        foreach (var (round, at) in rounds.Select((round, index) => (round, Epoch + Seconds(30 * index))))
        {
            analysis = HealthJudge.Apply(Metered, analysis, round.Readings, at);
        }

        var state = new EnvironmentState
        {
            Key = new(cluster, "shop", "cart"),
            Release = "r1",
            Phase = EnvironmentPhase.Live,
            PhaseSince = Epoch,
            WeightPercent = 100,
            Analysis = analysis,
            Checks = [.. checks],
        };
        return EnvironmentOutcome.Of(Metered, state);
    }

    /// <summary>Rounds of 100 requests each after the first.</summary>
    public static IEnumerable<Round> Rounds(int count, double failed, double slow = 2, bool isDown = false) =>
        Enumerable.Range(0, count + 1).Select(index => Round.Of(index, failed, slow, isDown && index > 0));

    private static ReleaseView Release()
    {
        MemberView Member(string cluster, string region, EnvironmentPhase phase, bool isStarted = true)
        {
            var key = new EnvironmentKey(cluster, "shop", "cart");
            return new(key, region, phase, isStarted ? new EnvironmentReport { Key = key, Release = "r1", Phase = phase } : null);
        }

        ImmutableArray<MemberView> first = [Member("eu-1", "eu", EnvironmentPhase.Live), Member("eu-2", "eu", EnvironmentPhase.Live)];
        ImmutableArray<MemberView> rest =
        [
            Member("us-1", "us", EnvironmentPhase.RolledBack), Member("us-2", "us", EnvironmentPhase.Blocked),
            Member("us-3", "us", EnvironmentPhase.Skipped, isStarted: false),
        ];
        return new()
        {
            Name = "r1",
            Application = "cart",
            Version = "2.0.0",
            PlanDigest = "sha256:0",
            Phase = ReleasePhase.RolledBack,
            SubmittedBy = "ada",
            SubmittedAt = Epoch,
            EndedAt = Epoch + Minutes(20),
            Back = new("coordinator", "us-1 went back", Epoch + Minutes(19)),
            Counts = ImmutableSortedDictionary<string, int>.Empty,
            Waves = [new("first", 2, 0, [], first), new("rest", 2, 0, [], rest)],
        };
    }

    /// <summary>Readings of all metrics at one instant.</summary>
    internal sealed record Round(ImmutableArray<MetricReading> Readings)
    {
        public static Round Of(int index, double failed, double slow, bool isDown)
        {
            var (all, bad) = (100.0 * index, failed * index);
            PodCounters statuses = new("pod-1", [new("200", all - bad), new("500", bad)]);
            PodCounters buckets = new("pod-1", [new("0.05", all - (slow * index)), new("0.25", all), new("+Inf", all)]);
            return new(
            [
                new CounterReading("errors", [statuses]), new CounterReading("p95", [buckets]),
                new ProbeReading("down", !isDown, isDown ? "503" : "200"), new ScalarReading("second-opinion", 1),
            ]);
        }
    }
}
