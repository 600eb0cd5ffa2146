using System.Collections.Immutable;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Analysis.Regression;

/// <summary>Readings of both colours, one interval after the other.</summary>
public sealed class RegressionJudgeTests
{
    private const int Runs = 40;
    private const int Intervals = 1440;
    private static readonly EnvironmentPlan Compared = PlanOf("errors");

    /// <summary>
    /// An exporter that renews its numbers every second interval, in releases that are as good as the version before and share its
    /// shocks. Were the intervals without news left out, three of four of these would be taken back.
    /// </summary>
    [Fact]
    public void Numbers_that_are_older_than_the_interval_raise_no_alarms()
    {
        var alarms = new int[Runs];
        Parallel.For(0, Runs, run => alarms[run] = IsAlarmed(new Random(run)) ? 1 : 0);
        Assert.True(alarms.Sum() <= 1, $"{alarms.Sum()} of {Runs} releases");
    }

    [Fact]
    public void An_interval_goes_on_until_both_colors_have_requests()
    {
        var state = RegressionJudge.Begin(Compared, null, Epoch)!;
        state = Read(state, (100, 0), (100, 0));
        state = Read(state, (150, 10), (100, 0));
        Assert.Equal(0, state.Evidence.Metrics["errors"].Intervals);
        state = Read(state, (200, 10), (190, 10));
        Assert.Equal((1, new PairedCounts(100, 10, 90, 10)), (state.Evidence.Metrics["errors"].Intervals, state.Evidence.Metrics["errors"].Counts));
    }

    /// <summary>A colour without users for minutes is compared with what the other had in the last of them.</summary>
    [Fact]
    public void An_interval_does_not_go_on_for_ever()
    {
        var state = Read(RegressionJudge.Begin(Compared, null, Epoch)!, (0, 0), (0, 0));
        for (var reading = 1; reading <= 100; reading++)
        {
            state = Read(state, (reading * 10, 0), (0, 0));
        }

        state = Read(state, (1010, 0), (10, 0));
        Assert.InRange(state.Evidence.Metrics["errors"].Counts.OldRequests, 10, 610);
        Assert.Equal(1, state.Evidence.Metrics["errors"].Intervals);
    }

    /// <summary>The mean is that of all metrics of the plan from the beginning: one that shows late does not make it jump.</summary>
    [Fact]
    public void A_metric_that_has_found_nothing_yet_weighs_as_one_that_has_found_nothing()
    {
        var plan = PlanOf("errors", "other");
        var state = RegressionJudge.Begin(plan, null, Epoch)!;
        Assert.Equal(["errors", "other"], state.Evidence.Metrics.Keys);
        state = state with { Evidence = state.Evidence with { Metrics = state.Evidence.Metrics.SetItem("errors", Wealth(Math.Log(1500))) } };
        Assert.Null(RegressionJudge.Find([state.Evidence]));
        state = state with { Evidence = state.Evidence with { Metrics = state.Evidence.Metrics.SetItem("errors", Wealth(Math.Log(2500))) } };
        Assert.NotNull(RegressionJudge.Find([state.Evidence]));
    }

    private static Evidence Wealth(double log) => new() { LogWealth = [.. Enumerable.Repeat(log, RegressionTest.BetCount)], Intervals = 1 };

    private static bool IsAlarmed(Random random)
    {
        var state = RegressionJudge.Begin(Compared, null, Epoch)!;
        (double All, double Bad) old = (0, 0), fresh = (0, 0), shown = (0, 0);
        for (var interval = 0; interval < Intervals; interval++)
        {
            var rate = random.NextDouble() < 0.5 ? 0.5 : 0.0005;
            old = (old.All + 50, old.Bad + Draw(random, rate));
            fresh = (fresh.All + 50, fresh.Bad + Draw(random, rate));
            shown = interval % 2 == 0 ? fresh : shown;
            state = Read(state, old, shown);
            if (RegressionJudge.Find([state.Evidence]) is not null)
            {
                return true;
            }
        }

        Assert.True(state.Evidence.Metrics["errors"].Intervals > Intervals / 3);
        return false;
    }

    private static int Draw(Random random, double rate) => Enumerable.Range(0, 50).Count(_ => random.NextDouble() < rate);

    private static RegressionState Read(RegressionState state, (double All, double Bad) old, (double All, double Bad) fresh) =>
        RegressionJudge.Apply(Compared, state, new([Reading(old)], [Reading(fresh)]), state.NextAt);

    private static CounterReading Reading((double All, double Bad) counts) =>
        new("errors", [new("pod-1", [new("200", counts.All - counts.Bad), new("500", counts.Bad)])]);

    private static EnvironmentPlan PlanOf(params ImmutableArray<string> metrics) => Plan() with
    {
        Analysis = new()
        {
            Metrics = [.. metrics.Select(name => new MetricSpec { Name = name, Scrape = new(), ErrorRate = new(), Max = 0.9 })],
            Regression = new() { Metrics = metrics, FalseAlarm = 0.001, Tolerance = 0.002, Pool = Scope.Environment },
        },
    };
}
