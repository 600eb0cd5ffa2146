using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Analysis.Controls;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Tests.Environments;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Analysis;

/// <summary>What strikes environments alike that the release has not touched is not its doing.</summary>
public sealed class ControlTests
{
    private static readonly ControlRef Far = new(new("c9", "shop", "cart"), "sha256:9");

    private readonly EnvironmentPlan plan = Plan(new StepSpec(100, Minutes(5))) with
    {
        Analysis = new() { Metrics = [new() { Name = "errors", Scrape = new(), ErrorRate = new(), Max = 0.05 }] },
    };

    private readonly EnvironmentScript script;
    private double requests;
    private double errors;
    private double farErrors;

    public ControlTests()
    {
        script = new EnvironmentScript(plan);
        script.Apply(new StartRequested(script.Now, "start", "r1", "ada", "", plan.Version, [Far]));
        for (var round = 0; script.State.WeightPercent < 100; round++)
        {
            Assert.True(round < 20, $"stuck in {script.State.Phase} with {script.State.Pending}");
            _ = script.State.Pending switch
            {
                RunPreflight => script.PreflightFinds("blue"),
                ShiftTraffic => script.Shifted(),
                _ => script.Done(),
            };
        }
    }

    [Fact]
    public void Untouched_environments_that_degrade_alike_hold_the_step_and_nothing_goes_back()
    {
        Sample(0, 0).Sample(0, 0).Sample(0, 0);
        var held = script.State.Held;
        Sample(20, 30);

        Assert.Equal((Verdict.Inconclusive, EnvironmentPhase.Shifting, held), (script.State.Analysis.Verdict, script.State.Phase, script.State.Held));
        Assert.Equal(
            "errors: 20.00 % (20 of 100 requests), limit 5.00 %; c9/shop/cart alike, which the release has not touched: 30.00 % (30 of 100 requests), limit 5.00 %",
            script.State.Analysis.Because);
        for (var round = 0; round < 40 && script.State.Pause is null; round++)
        {
            Sample(20, 30);
            script.Wait(TimeSpan.Zero);
        }

        Assert.Equal((PauseKind.HoldLimit, held), (script.State.Pause!.Kind, script.State.Held));
        Assert.Contains("c9/shop/cart alike", script.State.Pause.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_cause_that_was_shared_the_hold_goes_on()
    {
        Sample(0, 0).Sample(0, 0).Sample(0, 0).Sample(20, 30).Sample(0, 0);
        Assert.Equal(Verdict.Healthy, script.State.Analysis.Verdict);
        Assert.Equal(0, script.State.Analysis.Metrics["errors"].Failures);
    }

    [Theory]
    [InlineData(0, "it is well")]
    [InlineData(8, "it is beyond the limit, but the new version is ten times worse")]
    public void What_untouched_environments_do_not_share_is_the_releases_doing(double theirs, string why)
    {
        Sample(0, 0).Sample(0, 0).Sample(0, 0).Sample(80, theirs);
        Assert.True(script.State.Phase is EnvironmentPhase.RollingBack, why);
    }

    [Fact]
    public void One_that_was_never_well_excuses_nothing()
    {
        Sample(0, 0).Sample(0, 30).Sample(0, 30).Sample(30, 30);
        script.Is(EnvironmentPhase.RollingBack);
    }

    [Fact]
    public void One_that_degraded_at_another_time_excuses_nothing()
    {
        Sample(0, 0).Sample(0, 0);
        for (var round = 0; round < 8; round++)
        {
            Sample(0, 30);
        }

        Sample(30, 30);
        script.Is(EnvironmentPhase.RollingBack);
    }

    [Fact]
    public void One_whose_users_moved_is_untouched_no_more()
    {
        Sample(0, 0).Sample(0, 0).Sample(0, 0, Color.Green);
        Assert.Empty(script.State.Analysis.Controls);
        Sample(30, 30);
        script.Is(EnvironmentPhase.RollingBack);
    }

    [Fact]
    public void One_that_does_not_answer_changes_nothing()
    {
        Sample(0, 0).Sample(0, 0).Sample(0, null).Sample(0, null);
        Assert.Equal(Verdict.Healthy, script.State.Analysis.Verdict);
        Sample(30, null);
        script.Is(EnvironmentPhase.RollingBack);
    }

    [Fact]
    public void Two_readings_of_an_answer_are_as_one()
    {
        Sample(0, 0).Sample(0, 0).Sample(0, 0).Sample(20, 30);
        var (verdict, failures) = (script.State.Analysis.Verdict, script.State.Analysis.Metrics["errors"].Failures);
        script.Sees(Found.Traffic(script.State, 100), Of(requests, errors));
        Assert.NotEqual(Verdict.Healthy, script.State.Analysis.Verdict);
        Assert.Equal((Verdict.Inconclusive, failures), (verdict, script.State.Analysis.Metrics["errors"].Failures));
    }

    [Fact]
    public void Only_what_pods_and_Prometheus_tell_of_requests_is_compared()
    {
        var due = plan.Analysis.Metrics.AddRange(
            Metric("restarts"), new() { Name = "down", Probe = new(), Max = 1 }, plan.Analysis.Metrics[0] with { Name = "dry", DryRun = true });
        Assert.Equal(["errors"], ControlJudge.Of(due).Select(metric => metric.Name));
    }

    /// <summary>30 s later: 100 requests more in both, of which so many failed; null = the control did not answer.</summary>
    private ControlTests Sample(double mine, double? theirs, Color serving = Color.Blue)
    {
        (requests, errors, farErrors) = (requests + 100, errors + mine, farErrors + (theirs ?? 0));
        ImmutableArray<ControlReading> controls = theirs is null ? [] : [new(Far.Key, serving, [Of(requests, farErrors)])];
        script.After(Seconds(30)).Apply(new Sampled(
            script.Now, script.State.Turn, [Of(requests, errors)], Found.Traffic(script.State, script.State.WeightPercent), Controls: controls));
        return this;
    }

    private static CounterReading Of(double all, double bad) => new("errors", [new("pod-1", [new("200", all - bad), new("500", bad)])]);
}
