using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Tests.Environments;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Analysis;

/// <summary>What is not the release's doing, and what time counts, in the environment that acts on it.</summary>
public sealed class HealthCausesTests
{
    private static readonly MetricSpec Errors = new() { Name = "errors", Scrape = new(), ErrorRate = new(), Max = 0.05 };

    [Fact]
    public void A_cause_that_strikes_both_colors_in_the_first_interval_is_no_rollback()
    {
        var script = Shifting(Counters(0, 0));
        script.After(Seconds(30)).Apply(Both(script, Counters(100, 50), Counters(100_900, 450)));
        script.Is(EnvironmentPhase.Shifting);
        // Once: a version that is bad alone is found with the next measurement.
        script.After(Seconds(30)).Apply(Both(script, Counters(200, 100), Counters(101_800, 450)));
        script.Is(EnvironmentPhase.RollingBack);
    }

    [Fact]
    public void A_cause_that_strikes_both_colors_from_the_first_users_on_is_seen_in_both()
    {
        var script = Shifting([Counters(0, 0)], [Counters(100_000, 0)]);
        for (var round = 1; round < 5; round++)
        {
            script.After(Seconds(30)).Apply(Both(script, Counters(100 * round, 50 * round), Counters(100_000 + (900 * round), 450 * round)));
            Assert.Contains("the old color alike", script.State.Analysis.Because, StringComparison.Ordinal);
        }

        script.Is(EnvironmentPhase.Shifting);
    }

    [Fact]
    public void A_bad_release_whose_old_color_was_read_before_is_found_with_the_first_measurement()
    {
        var script = Shifting([Counters(0, 0)], [Counters(100_000, 0)]);
        script.After(Seconds(30)).Apply(Both(script, Counters(100, 50), Counters(100_900, 0)));
        script.Is(EnvironmentPhase.RollingBack);
    }

    [Fact]
    public void A_cause_that_strikes_both_colors_after_one_failed_reading_of_the_old_is_no_rollback()
    {
        var script = Shifting(Counters(0, 0));
        script.After(Seconds(30)).Apply(Both(script, Counters(100, 0), Counters(100_000, 0)));
        // The outage begins: the old color's scrape times out, the new color has no request in that interval.
        script.After(Seconds(30)).Apply(Both(script, new FaultReading("errors", NoDataCause.SourceDead, "late"), new FaultReading("errors", NoDataCause.SourceDead, "late")));
        script.After(Seconds(10)).Apply(Both(script, Counters(200, 50), Counters(100_900, 450)));
        script.Is(EnvironmentPhase.Shifting);
    }

    [Fact]
    public void A_pod_that_was_not_read_before_the_first_users_does_not_bring_its_preview_requests()
    {
        var script = Shifting(new CounterReading("errors", [Pod("a", 50, 0)], "1 of 2 pods not read: b: no answer"));
        // b existed, ready, with 500 requests of the preview's checks of which 100 were 5xx; no user had an error.
        script.After(Seconds(30)).Apply(new Sampled(script.Now, script.State.Turn,
            [new CounterReading("errors", [Pod("a", 150, 0), Pod("b", 600, 100)])], Found.Traffic(script.State, 10, kind: RouterKind.GatewayApi)));
        script.Is(EnvironmentPhase.Shifting);
    }

    [Fact]
    public void An_old_pod_that_was_not_read_at_first_does_not_excuse_by_its_whole_life()
    {
        var script = Shifting(Counters(0, 0));
        script.After(Seconds(30)).Apply(Both(script, Counters(100, 0), new CounterReading("errors", [Pod("a", 10_000, 0)])));
        // b of the old color is read for the first time: an incident of last week, 10 % of its life. Now it is well.
        script.After(Seconds(30)).Apply(Both(script, Counters(200, 15), new CounterReading("errors", [Pod("a", 10_900, 0), Pod("b", 1_000_000, 100_000)])));
        script.Is(EnvironmentPhase.RollingBack);
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(3.0)]
    [InlineData(10.0)]
    public void A_slow_but_answering_source_lets_a_bake_end_in_its_limit(double takes)
    {
        var plan = Plan() with { Analysis = new() { Metrics = [new() { Name = "q", Prometheus = new("http://p", "x"), Max = 1 }] }, Bake = TimeSpan.FromHours(6) };
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Baking);
        var begun = script.Now;
        DateTimeOffset? from = null;
        while (script.State is { Phase: EnvironmentPhase.Baking, Pause: null } && script.Now - begun < TimeSpan.FromHours(12))
        {
            // As EnvironmentGrain.SampleAsync: a look with what is done within 1 s, what is slower by itself.
            var due = EnvironmentDeadlines.NextSample(plan, script.State, from is null ? ImmutableHashSet<string>.Empty : ["q"], false)!.Value;
            if (from is { } started && started + Seconds(takes) <= due)
            {
                script.After(started + Seconds(takes) - script.Now).Apply(new Sampled(script.Now, script.State.Turn, [new ScalarReading("q", 0.1)], null, MeasuredFrom: started));
                from = null;
                continue;
            }

            script.After(due > script.Now ? due - script.Now : TimeSpan.Zero);
            var began = script.Now;
            if (from is null && HealthJudge.Due(plan, script.State.Analysis, script.Now).Length > 0)
            {
                from = script.Now;
                script.After(Seconds(1));
            }

            script.Apply(new Sampled(script.Now, script.State.Turn, [], Found.Traffic(script.State, 100), LookedAt: began, MeasuredFrom: began));
            script.Wait(TimeSpan.Zero);
        }

        Assert.True(script.State.Pause is null, $"{script.Now - begun}: {script.State.Held} {script.State.Pause?.Reason}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_those_above_found_is_not_taken_back_by_the_next_sample(bool rejected)
    {
        var script = new EnvironmentScript(Plan().WithRollback(rollback => rollback with { Automatic = false })).Reach(EnvironmentPhase.Baking);
        script.Apply(rejected
            ? new RejectRequested(script.Now, "x", "r1", "coordinator", "it runs another image")
            : new RegressionFound(script.Now, "x", "r1", "coordinator", "regression of errors in 6 environments"));
        Assert.Equal((PauseKind.Unhealthy, Verdict.Unhealthy), (script.State.Pause!.Kind, script.State.Analysis.Verdict));
        script.HealthyFor(Minutes(5));
        Assert.Equal((PauseKind.Unhealthy, Verdict.Unhealthy, null), (script.State.Pause!.Kind, script.State.Analysis.Verdict, script.State.ProvenAt));
    }

    /// <summary>1 h of good traffic at 50 % after the count was reached; then every request at 100 % fails.</summary>
    [Fact]
    public void A_count_at_a_weight_measures_that_weight_alone()
    {
        var plan = Plan(new StepSpec(50, Minutes(60)), new StepSpec(100, Minutes(1)));
        plan = plan with
        {
            Analysis = new() { Metrics = [Errors with { Count = 1 }] },
            BlueGreen = plan.BlueGreen with { Router = new(RouterKind.GatewayApi) },
        };
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Shifting).Done();
        script.Apply(new TrafficShifted(script.Now, script.State.Turn, Found.Traffic(script.State, 50, kind: RouterKind.GatewayApi), [Counters(0, 0)]));
        double requests = 0, failed = 0;
        for (var round = 0; script.State.Pending is null; round++)
        {
            Assert.True(round < 400, script.State.Analysis.Because);
            script.After(Seconds(30));
            requests += 1500;
            Look(script, plan, requests, failed);
        }

        script.Done().Shifted();
        for (var round = 0; script.State.Phase is EnvironmentPhase.Shifting && round < 10; round++)
        {
            script.After(Seconds(30));
            (requests, failed) = (requests + 3000, failed + 3000);
            Look(script, plan, requests, failed);
        }

        script.Is(EnvironmentPhase.RollingBack);
    }

    private static void Look(EnvironmentScript script, Coordinator.Core.Plans.EnvironmentPlan plan, double requests, double failed)
    {
        var isDue = HealthJudge.Due(plan, script.State.Analysis, script.Now).Length > 0;
        script.Apply(new Sampled(
            script.Now, script.State.Turn, isDue ? [Counters(requests, failed)] : [], Found.Traffic(script.State, script.State.WeightPercent, kind: RouterKind.GatewayApi)));
    }

    private static Sampled Both(EnvironmentScript script, MetricReading mine, MetricReading old) => new(
        script.Now, script.State.Turn, [mine], Found.Traffic(script.State, 10, kind: RouterKind.GatewayApi), Old: [old]);

    private static EnvironmentScript Shifting(params MetricReading[] before) => Shifting(before, null);

    private static EnvironmentScript Shifting(MetricReading[] before, MetricReading[]? old)
    {
        var plan = Plan(new StepSpec(10, Minutes(5)), new StepSpec(100, Minutes(1)));
        plan = plan with { Analysis = new() { Metrics = [Errors] }, BlueGreen = plan.BlueGreen with { Router = new(RouterKind.GatewayApi) } };
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Shifting).Done();
        return script.Apply(new TrafficShifted(script.Now, script.State.Turn, Found.Traffic(script.State, 10, kind: RouterKind.GatewayApi), [.. before], old is null ? null : [.. old]));
    }

    private static PodCounters Pod(string name, double all, double bad) => new(name, [new("200", all - bad), new("500", bad)]);

    private static CounterReading Counters(double all, double bad) => new("errors", [Pod("pod-1", all, bad)]);
}
