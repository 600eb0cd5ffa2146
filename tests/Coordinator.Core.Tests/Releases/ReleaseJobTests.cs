using Coordinator.Core.Environments;
using Coordinator.Core.Jobs;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Releases;
using static Coordinator.Core.Tests.Given;
using static Coordinator.Core.Tests.Releases.ReleaseScript;

namespace Coordinator.Core.Tests.Releases;

/// <summary>A Job that a release runs once for all its environments, waves and regions apart.</summary>
public sealed class ReleaseJobTests
{
    [Fact]
    public void It_runs_once_for_all_waves_and_regions()
    {
        var script = Waits(new ReleaseScript(Waves(["a@eu", "b@us"], ["c@eu"])).Ask(), "b").Says("runs seed once, in the cluster of b/shop/cart");
        Waits(script, "a").Directs(DirectiveKind.JobEnded);

        Ends(script, JobOutcome.Succeeded).Directs(DirectiveKind.JobEnded, "a", "b").Says("seed is Succeeded");
        script.Proven("a").Proven("b").Ask();
        Waits(script, "c").Directs(DirectiveKind.JobEnded, "c").Holds(state => Assert.Null(SharedJobs.Running(state.Jobs)));
    }

    [Fact]
    public void One_that_a_cluster_has_already_stays_there()
    {
        var script = Waits(new ReleaseScript(Waves(["a"], ["b"])).Ask(), "a");
        var deadline = script.State.Jobs!["seed"].Deadline;
        Sought(script, new(new(KeyOf("b"), "plan of b", 3), [])).Says("seed is in the cluster of b/shop/cart already");
        var job = script.State.Jobs["seed"];
        Assert.Equal((KeyOf("b"), "plan of b", 3L, true), (job.Environment, job.PlanDigest, job.Turn, job.IsSought));
        Assert.Equal(deadline + SharedJobs.SearchLimit, job.Deadline);

        // What was asked twice is heard once.
        Sought(script, new(null, [])).Holds(state => Assert.Same(job, state.Jobs!["seed"]));
        Ends(script, JobOutcome.Failed, turn: 3).Directs(DirectiveKind.JobEnded, "a");
        script.GoesBack("a", EnvironmentPhase.Failed).After(Minutes(5)).Acts(ReleaseAction.Retry).Ask();
        Waits(script, "a", retriedAt: script.Now).Holds(state =>
            Assert.Equal((KeyOf("b"), 4L, false), (state.Jobs!["seed"].Environment, state.Jobs["seed"].Turn, SharedJobs.IsToBeSought(state.Jobs["seed"]))));
    }

    [Fact]
    public void Clusters_that_do_not_answer_are_named_and_hold_nobody_up()
    {
        var script = Waits(new ReleaseScript(Waves(["a"])).Ask(), "a");
        Assert.True(SharedJobs.IsToBeSought(script.State.Jobs!["seed"]));
        Sought(script, new(null, [.. Enumerable.Range(1, 7).Select(number => KeyOf($"d{number}"))]))
            .Says("seed is in no cluster that answered; d1/shop/cart, d2/shop/cart, d3/shop/cart, d4/shop/cart, d5/shop/cart and 2 more did not");
        Assert.Equal((KeyOf("a"), false), (script.State.Jobs["seed"].Environment, SharedJobs.IsToBeSought(script.State.Jobs["seed"])));
    }

    [Fact]
    public void One_that_failed_runs_again_when_a_person_has_an_environment_tried_again()
    {
        var script = Waits(new ReleaseScript(Waves(["a"])).Ask(), "a");
        Ends(script, JobOutcome.Failed).GoesBack("a", EnvironmentPhase.Failed).Is(ReleasePhase.Failed);

        script.After(Minutes(5)).Acts(ReleaseAction.Retry).Ask().Directs(DirectiveKind.Start, "a");
        Waits(script, "a", retriedAt: script.Now).Holds(state => Assert.Equal(2, SharedJobs.Running(state.Jobs)!.Turn));
    }

    [Fact]
    public void One_whose_outcome_nobody_knows_is_told_as_such_and_runs_nowhere_else()
    {
        var script = Waits(new ReleaseScript(Waves(["a", "b"])).Ask(), "a");
        var deadline = script.State.Jobs!["seed"].Deadline;
        script.After(deadline + Minutes(1) - script.Now).Apply(new ReleaseTimePassed(script.Now)).Directs(DirectiveKind.JobEnded, "a");
        Assert.Equal(JobOutcome.Unknown, script.State.Members[KeyOf("a")].Open.Single().Job!.Outcome);

        Waits(script, "b").Directs(DirectiveKind.JobEnded, "a", "b").Holds(state => Assert.Null(SharedJobs.Running(state.Jobs)));
    }

    [Fact]
    public void An_environment_that_another_release_took_starts_nothing() =>
        Waits(new ReleaseScript(Waves(["a"])).Ask().Reports("a", EnvironmentPhase.Preparing), "a", change: report => report with { Release = "r2" })
            .Holds(state => Assert.Null(state.Jobs));

    private static ReleaseScript Waits(
        ReleaseScript script, string cluster, DateTimeOffset? retriedAt = null,
        Func<Core.Views.EnvironmentReport, Core.Views.EnvironmentReport>? change = null) =>
        script.Reports(cluster, EnvironmentPhase.Preparing, report => (change?.Invoke(report) ?? report) with
        {
            JobWait = new("seed", Scope.Release, $"plan of {cluster}", null, Minutes(10), SharedJobs.WaitUntil(script.Now, Minutes(10)), retriedAt),
        });

    private static ReleaseScript Sought(ReleaseScript script, SharedJobSought sought) =>
        script.Apply(new ReleaseJobSought(script.Now, "seed", sought));

    private static ReleaseScript Ends(ReleaseScript script, JobOutcome outcome, long turn = 1) =>
        script.Apply(new ReleaseJobEnded(script.Now, "seed", turn, new(script.Now, outcome, $"seed is {outcome}")));
}
