using Coordinator.Core.Analysis;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

public sealed class RegressionTests
{
    private double oldRequests;
    private double newRequests;
    private double oldBad;
    private double newBad;

    [Fact]
    public void Both_colors_are_read_every_5_s_while_both_have_users()
    {
        var script = Comparing(Scope.Environment);
        Assert.Equal(script.Now, EnvironmentDeadlines.NextSample(Plan(Scope.Environment), script.State));
        Compare(script, 0, 0);
        Assert.Equal(script.Now + Seconds(5), script.State.Analysis.Regression!.NextAt);
        Assert.Equal(0, script.State.Analysis.Regression.Evidence.Metrics["errors"].Intervals);
        Compare(script.After(Seconds(5)), 0, 0);
        Assert.Equal(1, script.State.Analysis.Regression!.Evidence.Metrics["errors"].Intervals);
    }

    [Fact]
    public void A_regression_goes_back_and_says_why()
    {
        var script = Comparing(Scope.Environment);
        Compare(script, 0, 0);
        for (var interval = 0; script.State.Phase is EnvironmentPhase.Shifting; interval++)
        {
            Assert.True(interval < 40, "it was not found");
            Compare(script.After(Seconds(5)), 0, 5);
        }

        script.Is(EnvironmentPhase.RollingBack).Performs<RestoreTraffic>().Says("regression of errors").Says("limit 1000").Says("tolerance 0.20 %");
        Assert.True(script.State.Back!.OwnFault);
    }

    [Fact]
    public void What_strikes_both_colors_alike_does_not()
    {
        var script = Comparing(Scope.Environment);
        for (var interval = 0; interval < 40; interval++)
        {
            Compare(script.After(Seconds(5)), 30, 30);
        }

        script.Is(EnvironmentPhase.Shifting);
    }

    [Fact]
    public void A_color_that_can_not_be_read_adds_nothing_and_begins_anew()
    {
        var script = Comparing(Scope.Environment);
        Compare(script, 0, 0);
        script.After(Seconds(5)).Apply(new Sampled(
            script.Now, script.State.Turn, [], null, Compared: new([new FaultReading("errors", NoDataCause.SourceDead, "gone")], [Reading(newRequests, newBad)])));
        Compare(script.After(Seconds(5)), 0, 50);
        Assert.Equal(0, script.State.Analysis.Regression!.Evidence.Metrics["errors"].Intervals);
    }

    [Fact]
    public void An_alert_about_a_version_that_stays_is_not_taken_back_by_the_next_look()
    {
        var plan = Given.Plan() with { Rollback = new() { AfterSuccess = AfterSuccess.Alert } };
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Live);
        script.Apply(new RegressionFound(script.Now, "found", "r1", "coordinator", "regression of errors")).Says("alert: regression of errors");
        script.After(Seconds(30)).Sample(0).Is(EnvironmentPhase.Live);
        Assert.Equal((Verdict.Unhealthy, "regression of errors"), (script.State.Analysis.Verdict, script.State.Analysis.Because));
    }

    [Fact]
    public void Evidence_that_is_pooled_is_told_and_decides_nothing_here()
    {
        var script = Comparing(Scope.Release);
        Compare(script, 0, 0);
        for (var interval = 0; interval < 40; interval++)
        {
            var before = script.Record.Sequence;
            Compare(script.After(Seconds(5)), 0, 5);
            Assert.True(script.Record.Sequence > before, "no row, so no report");
        }

        script.Is(EnvironmentPhase.Shifting).Says("after 40 intervals");
        Assert.NotNull(Core.Views.EnvironmentReport.Of(script.State, 1).Regression);
    }

    [Fact]
    public void An_environment_is_in_its_pool_as_soon_as_its_weight_is_set() =>
        Assert.NotNull(Core.Views.EnvironmentReport.Of(Comparing(Scope.Release).State, 1).Regression);

    [Fact]
    public void What_the_pool_finds_takes_the_environment_back_once()
    {
        var script = Comparing(Scope.Release);
        var found = new RegressionFound(script.Now, "r1/found", "r1", "coordinator", "regression of errors in 6 environments");
        script.Apply(found).Is(EnvironmentPhase.RollingBack).Says("in 6 environments");
        Assert.True(script.State.Back!.OwnFault);
        script.Apply(found).Is(EnvironmentPhase.RollingBack);
    }

    [Fact]
    public void Without_automatic_rollback_it_pauses()
    {
        var script = Comparing(Scope.Release, automatic: false);
        script.Apply(new RegressionFound(script.Now, "r1/found", "r1", "coordinator", "regression of errors"));
        script.Is(EnvironmentPhase.Shifting).Says("paused: regression of errors");
        Assert.Equal(PauseKind.Unhealthy, script.State.Pause!.Kind);
    }

    [Fact]
    public void It_finds_nothing_to_do_where_no_user_is() =>
        new EnvironmentScript(Plan(Scope.Release)).Start()
            .Apply(new RegressionFound(Epoch, "r1/found", "r1", "coordinator", "regression of errors")).Is(EnvironmentPhase.Preflight)
            .Says("nothing is left to do");

    private static EnvironmentPlan Plan(Scope pool, bool automatic = true)
    {
        var plan = Given.Plan(new StepSpec(50, Minutes(30)), new StepSpec(100, TimeSpan.Zero)).WithRollback(rollback => rollback with { Automatic = automatic });
        var metric = new MetricSpec { Name = "errors", Scrape = new(), ErrorRate = new(), Max = 0.9 };
        return plan with { Analysis = new() { Metrics = [metric], Regression = new() { Metrics = ["errors"], FalseAlarm = 0.001, Pool = pool } } };
    }

    private static EnvironmentScript Comparing(Scope pool, bool automatic = true)
    {
        var script = new EnvironmentScript(Plan(pool, automatic)).Reach(EnvironmentPhase.Shifting);
        while (script.State.Pending is not null)
        {
            _ = script.State.Pending is ShiftTraffic
                ? script.Apply(new TrafficShifted(script.Now, script.State.Turn, Found.Traffic(script.State, 50)))
                : script.Done();
        }

        return script;
    }

    /// <summary>100 requests of each colour more.</summary>
    private void Compare(EnvironmentScript script, double oldBadMore, double newBadMore)
    {
        (oldRequests, newRequests, oldBad, newBad) = (oldRequests + 100, newRequests + 100, oldBad + oldBadMore, newBad + newBadMore);
        script.Apply(new Sampled(script.Now, script.State.Turn, [], null, Compared: new([Reading(oldRequests, oldBad)], [Reading(newRequests, newBad)])));
    }

    private static CounterReading Reading(double requests, double bad) =>
        new("errors", [new("pod", [new("200", requests - bad), new("500", bad)])]);
}
