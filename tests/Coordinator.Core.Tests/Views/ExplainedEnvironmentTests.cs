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
        Assert.Contains("now NoData (errors: the query finds no series (absentSeries: the hold waits), read from Prometheus at http://prom:9090); it pauses if that is not reached by ", Explain(script, plan), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_out_of_reach_says_why_it_does_not_answer_and_whether_it_is_paused()
    {
        var script = new EnvironmentScript(Plan()).Start().Faulted("connection refused");
        Assert.Equal($"its cluster does not answer since {script.Now:u} (connection refused); it is asked again", Explain(script, Plan()));
        Assert.EndsWith("; it is asked again. It is paused by ada: lunch", Explain(script.Pause(), Plan()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pause_says_what_a_person_can_do()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking).Pause();
        Assert.Equal("paused by ada: lunch; resume goes on, abort goes back", Explain(script, Plan()));
        script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking).Wait(TimeSpan.FromHours(1));
        Assert.EndsWith("; resume waits as long once more, promote goes on without, abort goes back", Explain(script, Plan()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_install_has_no_version_before_it()
    {
        var live = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Live, Found.Nothing);
        Assert.Equal("it serves the new version", Explain(live, Plan()));
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking, Found.Nothing).After(Seconds(30)).Sample(0.2);
        script.Restored().Done().Is(EnvironmentPhase.Failed);
        Assert.StartsWith("it failed with users on the new version, before which there was none: errors", Explain(script, Plan()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_to_be_tried_again_does_not_tell_of_the_attempt_before()
    {
        var view = EnvironmentView.Of(Plan(), new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Deploying).Abort().Done().State, 1);
        Assert.Equal(
            "it waits to be tried again: a permit",
            ExplainedEnvironment.Of(new MemberView(Key, "eu", EnvironmentPhase.Queued, view.Report), view, "a permit").Sentence);
    }

    [Fact]
    public void What_a_verdict_rests_on_is_that_of_the_last_sample_and_not_of_the_last_report()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking);
        var told = EnvironmentView.Of(Plan(), script.State, 1).Report with { Because = "nothing was measured yet" };
        var now = EnvironmentView.Of(Plan(), script.State, 1);
        now = now with { Report = now.Report with { Because = "errors: no requests" } };

        Assert.Contains("(errors: no requests", Sentence(told, now), StringComparison.Ordinal);
        // A report that is newer than what was measured, or of another release, stands.
        Assert.DoesNotContain("no requests", Sentence(told with { Revision = 2 }, now), StringComparison.Ordinal);
        Assert.DoesNotContain("no requests", Sentence(told with { Release = "next" }, now), StringComparison.Ordinal);

        static string Sentence(EnvironmentReport told, EnvironmentView now) =>
            ExplainedEnvironment.Of(new MemberView(Key, "eu", told.Phase, told), now, "nothing").Sentence;
    }

    [Fact]
    public void The_last_measurements_are_shown() => Assert.NotEmpty(
        EnvironmentView.Of(Plan(), new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking).After(Seconds(30)).Sample(0).State, 1).Metrics.Single().Recent!);

    private static string Explain(EnvironmentScript script, EnvironmentPlan plan)
    {
        var view = EnvironmentView.Of(plan, script.State, 1);
        return ExplainedEnvironment.Of(new MemberView(Key, "eu", script.State.Phase, view.Report), view, "nothing").Sentence;
    }
}
