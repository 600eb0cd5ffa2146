using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

/// <summary>Counters as they stood before the first users came.</summary>
public sealed class BaselineTests
{
    private static readonly MetricSpec Errors = new() { Name = "errors", Scrape = new(), ErrorRate = new(), Max = 0.05 };

    [Fact]
    public void The_first_measurement_tells_what_came_since_the_shift()
    {
        var script = Shifting(Errors, Counters(40, 0));
        Assert.Equal(script.Now + Seconds(30), script.State.Analysis.Metrics["errors"].NextAt);

        Sample(script.After(Seconds(30)), 140, 30).Is(EnvironmentPhase.RollingBack);
        Assert.Equal("errors: 30.00 % (30 of 100 requests), limit 5.00 %", script.State.Back!.Reason);
    }

    [Fact]
    public void With_an_initial_delay_it_is_due_after_it()
    {
        var script = Shifting(Errors with { InitialDelay = Seconds(10) }, Counters(0, 0));
        Assert.Equal(script.Now + Seconds(10), script.State.Analysis.Metrics["errors"].NextAt);

        Sample(script.After(Seconds(10)), 100, 30).Is(EnvironmentPhase.RollingBack);
    }

    [Fact]
    public void Without_it_the_first_reading_tells_nothing()
    {
        var script = Shifting(Errors);
        Assert.Equal(script.Now, script.State.Analysis.Metrics["errors"].NextAt);

        Sample(Sample(script, 140, 30).Is(EnvironmentPhase.Shifting).After(Seconds(30)), 240, 60).Is(EnvironmentPhase.RollingBack);
    }

    [Fact]
    public void What_is_no_counter_of_the_plan_is_left_aside()
    {
        var script = Shifting(
            Errors, new CounterReading("errors", []), new CounterReading("other", []), new FaultReading("errors", NoDataCause.SourceDead, "away"));
        Assert.Null(script.State.Analysis.Metrics["errors"].Baseline);
        Assert.Equal(Verdict.NoData, Sample(script, 100, 50).State.Analysis.Verdict);
    }

    [Fact]
    public void Only_the_first_shift_asks_for_it()
    {
        var script = Shifting(Errors, Counters(0, 0));
        for (var round = 1; script.State.Pending is null; round++)
        {
            Assert.True(round < 20, "the hold did not end");
            Sample(script.After(Seconds(30)), 100 * round, 0);
        }

        script.Done().Performs<ShiftTraffic>(shift => Assert.False(shift.IsFirst));
    }

    /// <summary>At 10 %, after a shift that brought these readings.</summary>
    private static EnvironmentScript Shifting(MetricSpec metric, params MetricReading[] before)
    {
        var plan = Plan(new StepSpec(10, Minutes(1)), new StepSpec(100, Minutes(1)));
        plan = plan with { Analysis = new() { Metrics = [metric] }, BlueGreen = plan.BlueGreen with { Router = new(RouterKind.GatewayApi) } };
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Shifting).Done().Performs<ShiftTraffic>(shift => Assert.True(shift.IsFirst));
        ImmutableArray<MetricReading>? read = before.Length == 0 ? null : [.. before];
        return script.Apply(new TrafficShifted(script.Now, script.State.Turn, Found.Traffic(script.State, 10, kind: RouterKind.GatewayApi), read));
    }

    private static EnvironmentScript Sample(EnvironmentScript script, double all, double bad) => script.Sees(
        Found.Traffic(script.State, script.State.WeightPercent, kind: RouterKind.GatewayApi), Counters(all, bad));

    private static CounterReading Counters(double all, double bad) => new("errors", [new("pod-1", [new("200", all - bad), new("500", bad)])]);
}
