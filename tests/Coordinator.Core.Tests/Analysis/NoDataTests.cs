using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Tests.Environments;
using Coordinator.Core.Views;
using CsCheck;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Analysis;

/// <summary>What it means that nothing could be measured.</summary>
public sealed class NoDataTests
{
    private static readonly Gen<NoDataPolicy> Policy = Gen.OneOfConst(Enum.GetValues<NoDataPolicy>());

    private static readonly Gen<NoDataPolicy?> Maybe = Gen.OneOfConst<NoDataPolicy?>(null, NoDataPolicy.Pause, NoDataPolicy.Fail, NoDataPolicy.Pass);

    private static readonly Gen<NoDataBySpec> By = Gen.Select(
        Maybe, Maybe, Maybe, Maybe, Maybe, Maybe, Maybe,
        (idle, dead, absent, odd, few, malformed, stale) => new NoDataBySpec
        {
            Idle = idle,
            SourceDead = dead,
            AbsentSeries = absent,
            NotANumber = odd,
            TooFewRequests = few,
            Malformed = malformed,
            Stale = stale,
        });

    /// <summary>Two metrics that decide, with whatever policies and limits.</summary>
    private static readonly Gen<EnvironmentPlan> Plans = Gen.Select(
        Gen.Select(Policy, By, Gen.Int[0, 5], Gen.Int[0, 3]).Array[2],
        some => Plan(new StepSpec(10, Seconds(60)), new StepSpec(100, Seconds(60))) with
        {
            BlueGreen = Plan(new StepSpec(10, Seconds(60)), new StepSpec(100, Seconds(60))).BlueGreen with { Router = new(RouterKind.GatewayApi) },
            Analysis = new()
            {
                Metrics = [.. some.Select((one, index) => Errors($"m{index}") with { NoData = one.Item1, NoDataBy = one.Item2, ConsecutiveErrorLimit = one.Item3, FailureLimit = one.Item4 })],
            },
        });

    /// <summary>A reading without a value; the number is that of requests so far.</summary>
    private static readonly Gen<Func<string, MetricReading>> Nothing = Gen.OneOf(
        Gen.OneOfConst(Enum.GetValues<NoDataCause>()).Select(cause => (Func<string, MetricReading>)(name => new FaultReading(name, cause, "why"))),
        Gen.Const<Func<string, MetricReading>>(name => new CounterReading(name, [])),
        Gen.Int[0, 9].Select(count => (Func<string, MetricReading>)(name => Requests(name, count))));

    [Fact]
    public void A_release_never_goes_on_because_nothing_was_measured() =>
        Gen.Select(Plans, Gen.Select(Nothing, Nothing).Array[1, 40]).Sample((plan, rounds) =>
        {
            var script = Holding(plan);
            foreach (var (first, second) in rounds)
            {
                if (script.State.Phase is not EnvironmentPhase.Shifting)
                {
                    break;
                }

                script.After(Seconds(30)).Sees(
                    Found.Traffic(script.State, script.State.WeightPercent, kind: RouterKind.GatewayApi), first("m0"), second("m1"));
                Assert.NotEqual(Verdict.Healthy, script.State.Analysis.Verdict);
                Assert.Equal((0, TimeSpan.Zero), (script.State.Step, script.State.Held));
            }

            Assert.Contains(script.State.Phase, (EnvironmentPhase[])[EnvironmentPhase.Shifting, EnvironmentPhase.RollingBack]);
        }, iter: 300);

    /// <summary>What was found at the weight before is no measurement of this one.</summary>
    [Fact]
    public void A_later_step_never_goes_on_because_an_earlier_one_was_Healthy() =>
        Gen.Select(Plans, Gen.Select(Nothing, Nothing).Array[1, 40]).Sample((plan, rounds) =>
        {
            var script = Holding(plan);
            while (script.State.Pending is null)
            {
                script.After(Seconds(30)).Sees(
                    Found.Traffic(script.State, script.State.WeightPercent, kind: RouterKind.GatewayApi), new ScalarReading("m0", 0), new ScalarReading("m1", 0));
            }

            script.Done().Shifted();
            Assert.Equal((1, 100), (script.State.Step, script.State.WeightPercent));
            foreach (var (first, second) in rounds.TakeWhile(_ => script.State.Phase is EnvironmentPhase.Shifting))
            {
                script.After(Seconds(30)).Sees(
                    Found.Traffic(script.State, script.State.WeightPercent, kind: RouterKind.GatewayApi), first("m0"), second("m1"));
                Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (script.State.Held, script.State.ProvenHeld));
            }

            Assert.Contains(script.State.Phase, (EnvironmentPhase[])[EnvironmentPhase.Shifting, EnvironmentPhase.RollingBack]);
        }, iter: 300);

    [Fact]
    public void What_was_Healthy_stays_so_only_as_long_as_the_limit_of_errors_says() =>
        Gen.Select(Plans, Gen.Select(Nothing, Nothing).Array[7, 20]).Sample((plan, rounds) =>
        {
            // Too few requests or errors: six in a row are more than any limit of these plans.
            var analysis = HealthJudge.Begin(plan, new(), Epoch);
            analysis = HealthJudge.Apply(plan, analysis, Both(name => new ScalarReading(name, 0)), Epoch);
            Assert.Equal(Verdict.Healthy, analysis.Verdict);
            foreach (var ((first, second), round) in rounds.Select((one, index) => (one, index + 1)))
            {
                analysis = HealthJudge.Apply(plan, analysis, [first("m0"), second("m1")], Epoch + Seconds(30 * round));
            }

            Assert.All(
                analysis.Metrics.Values, metric => Assert.True(metric.Verdict is not Verdict.Healthy || metric.ErrorsInRow + metric.TooFewInRow <= 5, $"{metric}"));
        }, iter: 300);

    [Theory]
    [InlineData(NoDataCause.Idle)]
    [InlineData(NoDataCause.SourceDead)]
    [InlineData(NoDataCause.AbsentSeries)]
    [InlineData(NoDataCause.NotANumber)]
    [InlineData(NoDataCause.TooFewRequests)]
    [InlineData(NoDataCause.Malformed)]
    [InlineData(NoDataCause.Stale)]
    public void Each_cause_has_a_policy_of_its_own(NoDataCause cause)
    {
        var member = typeof(NoDataBySpec).GetProperty(cause.ToString())!;
        var by = new NoDataBySpec();
        member.SetValue(by, NoDataPolicy.Fail);
        var spec = Errors("m0") with { NoDataBy = by, ConsecutiveErrorLimit = 0 };

        Assert.Equal(Verdict.Unhealthy, Judge(spec, cause).Verdict);
        foreach (var other in Enum.GetValues<NoDataCause>().Where(other => other != cause))
        {
            Assert.Equal(Verdict.NoData, Judge(spec, other).Verdict);
        }
    }

    [Fact]
    public void What_was_measured_before_the_weight_was_there_says_nothing_about_it()
    {
        var plan = Plan() with { Analysis = new() { Metrics = [Errors("m0") with { Interval = TimeSpan.FromMinutes(10) }] } };
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Baking);
        var since = script.State.PhaseSince;
        script.After(Seconds(1)).Apply(new Sampled(script.Now, script.State.Turn, [new ScalarReading("m0", 0)], null, MeasuredFrom: since - Seconds(1)));
        Assert.NotEqual(Verdict.Healthy, script.State.Analysis.Verdict);
        script.Apply(new Sampled(script.Now, script.State.Turn, [new ScalarReading("m0", 0)], null, MeasuredFrom: since));
        Assert.Equal(Verdict.Healthy, script.State.Analysis.Verdict);
    }

    [Fact]
    public void An_outage_that_began_before_a_bake_puts_off_its_limit_by_no_more_than_the_bake_lasted()
    {
        var script = new EnvironmentScript(Plan(new StepSpec(100, Seconds(60))) with { Analysis = new() { Metrics = [Errors("m0")] } }).Reach(EnvironmentPhase.Shifting);
        script.Done().Shifted().After(Seconds(5)).Apply(new Sampled(script.Now, script.State.Turn, [], null, "timeout"));
        script.After(TimeSpan.FromMinutes(10)).Apply(new PromoteRequested(script.Now, "p", "r1", "ada", "")).Is(EnvironmentPhase.Baking);
        script.After(Seconds(5)).Sees(Found.Traffic(script.State, 100), new ScalarReading("m0", 0));
        Assert.Null(script.State.UnreachableSince);
        Assert.Equal(script.Now, script.State.PhaseSince);
    }

    [Fact]
    public void Time_in_which_a_source_does_not_answer_is_no_healthy_time()
    {
        var plan = Plan() with { Analysis = new() { Metrics = [Errors("m0")] }, Bake = TimeSpan.FromMinutes(10) };
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Baking).After(Seconds(30));
        script.Sees(Found.Traffic(script.State, 100), new ScalarReading("m0", 0));
        var held = script.State.Held;
        for (var look = 0; look < 40; look++)
        {
            script.After(Seconds(5)).Sees(Found.Traffic(script.State, 100));
        }

        Assert.Equal(Verdict.Healthy, script.State.Analysis.Verdict);
        Assert.Equal(plan.Analysis.Interval, script.State.Held - held);
    }

    [Fact]
    public void The_cause_and_what_follows_from_it_are_told()
    {
        Assert.Equal("m0: why (idle: the hold waits)", Judge(Errors("m0"), NoDataCause.Idle).Because);
        var dead = Errors("m0") with { ConsecutiveErrorLimit = 0, NoDataBy = new() { SourceDead = NoDataPolicy.Fail } };
        Assert.Equal("m0: why (sourceDead: counts as a failure)", Judge(dead, NoDataCause.SourceDead).Because);

        var plan = Plan() with { Analysis = new() { Metrics = [Errors("m0")] } };
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Baking).After(Seconds(30));
        script.Sees(Found.Traffic(script.State, 100), new FaultReading("m0", NoDataCause.AbsentSeries, "why"));
        Assert.Equal(NoDataCause.AbsentSeries, EnvironmentView.Of(plan, script.State, 1).Metrics.Single().NoData);
    }

    private static AnalysisState Judge(MetricSpec spec, NoDataCause cause)
    {
        var plan = Plan() with { Analysis = new() { Metrics = [spec] } };
        return HealthJudge.Apply(plan, HealthJudge.Begin(plan, new(), Epoch), [new FaultReading("m0", cause, "why")], Epoch);
    }

    private static EnvironmentScript Holding(EnvironmentPlan plan)
    {
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Shifting).Done().Shifted();
        Assert.Equal(10, script.State.WeightPercent);
        return script;
    }

    private static MetricSpec Errors(string name) => new() { Name = name, Scrape = new(), ErrorRate = new(), Max = 0.05, MinRequests = 1000 };

    private static CounterReading Requests(string name, double count) => new(name, [new("pod-1", [new("200", count)])]);

    private static ImmutableArray<MetricReading> Both(Func<string, MetricReading> reading) => [reading("m0"), reading("m1")];
}
