using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Core.Tests.Environments;
using Coordinator.Core.Views;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Views;

public sealed class ExplainedEnvironmentTests
{
    [Fact]
    public void A_rollback_says_which_value_against_which_limit_from_which_source()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking);
        Assert.Equal(
            "it goes back: errors: 0.2, limit 0.05, read from the statuses of the new color's pods",
            Explain(script.After(Seconds(30)).Sample(0.2), Plan()));
    }

    [Fact]
    public void A_hold_says_what_it_waits_for()
    {
        var plan = Plan() with { Analysis = new() { Metrics = [Metric() with { Workload = null, Prometheus = new("http://prom:9090", "up") }] } };
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Baking).After(Seconds(30));
        script.Sees(Found.Traffic(script.State, 100), new FaultReading("errors", NoDataCause.AbsentSeries, "the query finds no series"));
        Assert.Contains("now NoData (errors: the query finds no series (absentSeries: the hold waits), read from Prometheus at http://prom:9090)", Explain(script, plan), StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_measurements_are_shown() => Assert.NotEmpty(
        EnvironmentView.Of(Plan(), new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking).After(Seconds(30)).Sample(0).State, 1).Metrics.Single().Recent!);

    private static string Explain(EnvironmentScript script, EnvironmentPlan plan)
    {
        var view = EnvironmentView.Of(plan, script.State, 1);
        return ExplainedEnvironment.Of(new MemberView(Key, "eu", script.State.Phase, view.Report), view).Sentence;
    }
}
