using Coordinator.Core.Analysis;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Analysis;

public sealed class HealthJudgeTests
{
    [Theory]
    [InlineData(0, 0, Verdict.Healthy)]
    [InlineData(0, 1, Verdict.Unhealthy)]
    [InlineData(0, double.NaN, Verdict.NoData)]
    public void The_worst_metric_decides(double first, double second, Verdict verdict)
    {
        var plan = Two(second: metric => metric with { ConsecutiveErrorLimit = 0 });
        Assert.Equal(verdict, Judge(plan, first, second).Verdict);
    }

    [Fact]
    public void A_metric_without_data_that_may_pass_is_left_out_and_another_must_have_data()
    {
        var plan = Two(metric => metric with { NoData = NoDataPolicy.Pass, ConsecutiveErrorLimit = 0 });
        Assert.Equal(Verdict.Healthy, Judge(plan, double.NaN, 0).Verdict);
        plan = Two(metric => metric with { NoData = NoDataPolicy.Pass, ConsecutiveErrorLimit = 0 }, metric => metric with { NoData = NoDataPolicy.Pass, ConsecutiveErrorLimit = 0 });
        var judged = Judge(plan, double.NaN, double.NaN);
        Assert.Equal((Verdict.NoData, "no metric has data"), (judged.Verdict, judged.Because));
    }

    [Fact]
    public void A_dry_run_never_decides() =>
        Assert.Equal(Verdict.Healthy, Judge(Two(metric => metric with { DryRun = true }), 1, 0).Verdict);

    [Fact]
    public void An_analysis_without_metrics_is_never_Healthy()
    {
        var plan = Plan() with { Analysis = new() };
        Assert.Equal(Verdict.NoData, HealthJudge.Apply(plan, HealthJudge.Begin(plan, new(), Epoch), [], Epoch).Verdict);
    }

    [Fact]
    public void The_initial_delay_and_the_interval_of_a_metric_go_before_those_of_the_analysis()
    {
        var plan = Two(metric => metric with { InitialDelay = Seconds(7), Interval = Seconds(3) });
        plan = plan with { Analysis = plan.Analysis with { InitialDelay = Seconds(20) } };
        var state = HealthJudge.Begin(plan, new(), Epoch);

        Assert.Equal(["one"], HealthJudge.Due(plan, state, Epoch + Seconds(7)).Select(metric => metric.Name));
        state = HealthJudge.Apply(plan, state, [new ScalarReading("one", 0)], Epoch + Seconds(7));
        Assert.Equal(Epoch + Seconds(10), state.Metrics["one"].NextAt);
        Assert.Equal(["one", "two"], HealthJudge.Due(plan, state, Epoch + Seconds(20)).Select(metric => metric.Name));
    }

    [Fact]
    public void A_metric_with_a_count_is_measured_that_often()
    {
        var plan = Two(metric => metric with { Count = 1 });
        var state = HealthJudge.Apply(plan, HealthJudge.Begin(plan, new(), Epoch), [new ScalarReading("one", 0)], Epoch);
        Assert.Equal(["two"], HealthJudge.Due(plan, state, Epoch + Minutes(5)).Select(metric => metric.Name));
    }

    [Fact]
    public void A_metric_with_a_count_is_measured_that_often_at_each_weight()
    {
        var plan = Two(metric => metric with { Count = 1 }, metric => metric with { Count = 1 });
        var state = Judge(plan, 0, 0);
        Assert.Empty(HealthJudge.Due(plan, state, Epoch + Minutes(5)));

        state = HealthJudge.Begin(plan, state, Epoch + Minutes(5));
        state = HealthJudge.Apply(plan, state, [], Epoch + Minutes(5));
        Assert.Equal(Verdict.NoData, state.Verdict);
        Assert.Equal(["one", "two"], HealthJudge.Due(plan, state, Epoch + Minutes(6)).Select(metric => metric.Name));
        state = HealthJudge.Apply(plan, state, [new ScalarReading("one", 0), new ScalarReading("two", 1)], Epoch + Minutes(6));
        Assert.Equal(Verdict.Unhealthy, state.Verdict);
    }

    /// <summary>What may pass without data is a source that was asked and had none.</summary>
    [Fact]
    public void A_metric_that_may_pass_without_data_is_waited_for_until_it_was_asked()
    {
        var plan = Two(metric => metric with { NoData = NoDataPolicy.Pass, ConsecutiveErrorLimit = 0 });
        var state = HealthJudge.Apply(plan, HealthJudge.Begin(plan, new(), Epoch), [new ScalarReading("two", 0)], Epoch);
        Assert.Equal((Verdict.NoData, "one: not measured yet"), (state.Verdict, state.Because));

        state = HealthJudge.Apply(plan, state, [new FaultReading("one", NoDataCause.SourceDead, "gone")], Epoch + Seconds(30));
        Assert.Equal(Verdict.Healthy, state.Verdict);
        state = HealthJudge.Begin(plan, state, Epoch + Minutes(1));
        state = HealthJudge.Apply(plan, state, [new ScalarReading("two", 0)], Epoch + Minutes(2));
        Assert.Equal((Verdict.NoData, "one: not measured at this weight yet"), (state.Verdict, state.Because));
    }

    [Fact]
    public void A_new_step_keeps_counts_of_failures_and_gathers_anew()
    {
        var plan = Two(metric => metric with { FailureLimit = 5 });
        var state = HealthJudge.Apply(plan, HealthJudge.Begin(plan, new(), Epoch), [new ScalarReading("one", 1)], Epoch);
        state = HealthJudge.Begin(plan, state, Epoch + Minutes(1));
        Assert.Equal((1, Epoch), (state.Metrics["one"].Failures, state.Since));
        Assert.Empty(state.Metrics["one"].Gathered);
    }

    [Fact]
    public void A_look_that_failed_as_a_whole_is_no_data_but_never_forgives()
    {
        var plan = Two();
        var state = HealthJudge.Begin(plan, new(), Epoch);
        Assert.Equal(Verdict.NoData, HealthJudge.Fault(plan, Judge(plan, 0, 0), "timeout", Epoch).Verdict);
        Assert.Equal(Verdict.Unhealthy, HealthJudge.Fault(plan, Judge(plan, 1, 0), "timeout", Epoch).Verdict);
        Assert.Equal(Epoch + plan.Limits.Look, HealthJudge.NextDue(plan, HealthJudge.Fault(plan, state, "timeout", Epoch), System.Collections.Immutable.ImmutableHashSet<string>.Empty));
    }

    [Fact]
    public void A_probe_has_the_interval_of_its_target()
    {
        var plan = Plan() with { Probes = new() { Active = new() { Every = Seconds(2) } } };
        Assert.Equal(Seconds(2), HealthJudge.IntervalOf(plan, new() { Name = "downtime", Probe = new() }));
        Assert.Equal(Seconds(5), HealthJudge.IntervalOf(Plan(), new() { Name = "downtime", Probe = new() }));
        Assert.Equal(Seconds(30), HealthJudge.IntervalOf(plan, Metric()));
    }

    private static EnvironmentPlan Two(Func<MetricSpec, MetricSpec>? first = null, Func<MetricSpec, MetricSpec>? second = null)
    {
        var (one, two) = (Metric("one"), Metric("two"));
        return Plan() with { Analysis = new() { Metrics = [first?.Invoke(one) ?? one, second?.Invoke(two) ?? two] } };
    }

    private static AnalysisState Judge(EnvironmentPlan plan, double first, double second) => HealthJudge.Apply(
        plan, HealthJudge.Begin(plan, new(), Epoch), [new ScalarReading("one", first), new ScalarReading("two", second)], Epoch);
}
