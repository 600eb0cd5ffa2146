using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Releases;
using static Coordinator.Core.Tests.Given;
using static Coordinator.Core.Tests.Releases.ReleaseScript;

namespace Coordinator.Core.Tests.Releases;

public sealed class WaveTests
{
    [Fact]
    public void Waves_follow_one_another_and_the_release_succeeds()
    {
        var script = new ReleaseScript(Waves(["a"], ["b", "c"])).Is(ReleasePhase.Queued).Ask().Is(ReleasePhase.Progressing);
        script.Directs(DirectiveKind.Start, "a").Reports("a", EnvironmentPhase.Baking).Ask().Directs(DirectiveKind.Start);
        script.Reports("a", EnvironmentPhase.Live).Ask().Directs(DirectiveKind.Start, "b", "c");
        script.Reports("b", EnvironmentPhase.Live).Reports("c", EnvironmentPhase.Live).Is(ReleasePhase.Succeeded)
            .Directs(DirectiveKind.End, "a", "b", "c");
    }

    [Fact]
    public void MaxParallel_limits_what_is_under_way_in_a_wave()
    {
        var plan = Waves(["a", "b", "c"]);
        var script = new ReleaseScript(plan with { Waves = [plan.Waves[0] with { MaxParallel = 2 }] }).Ask();
        script.Directs(DirectiveKind.Start, "a", "b").Holds(state => Assert.Equal("2 of maxParallel 2 are under way in wave w1", state.Waiting));
        script.Reports("b", EnvironmentPhase.Live).Ask().Directs(DirectiveKind.Start, "a", "c");
    }

    [Fact]
    public void MaxEnvironments_limits_what_is_exposed_until_it_is_proven()
    {
        var script = new ReleaseScript(Waves(["a"], ["b"]) with { Exposure = new() { MaxEnvironments = 1 } }).Ask();
        script.Reports("a", EnvironmentPhase.Live).Ask().Directs(DirectiveKind.Start)
            .Holds(state => Assert.Equal("1 of at most 1 environments are exposed", state.Waiting));
        script.Proven("a").Ask().Directs(DirectiveKind.Start, "b");
    }

    [Fact]
    public void MaxCapacityPercent_counts_whole_capacities_of_the_whole_plan()
    {
        var script = new ReleaseScript(Waves(["a", "b", "c", "d"]) with { Exposure = new() { MaxCapacityPercent = 50 } }).Ask();
        script.Directs(DirectiveKind.Start, "a", "b").Proven("a").Ask().Directs(DirectiveKind.Start, "b", "c");
    }

    [Fact]
    public void An_environment_that_went_back_is_not_exposed_any_more()
    {
        var plan = Waves(["a", "b"]) with { Exposure = new() { MaxEnvironments = 1 } };
        plan = plan with { Waves = [plan.Waves[0] with { FailurePolicy = new(0, FailureAction.Continue) }] };
        new ReleaseScript(plan).Ask().GoesBack("a").Ask().Directs(DirectiveKind.Start, "b");
    }

    [Fact]
    public void A_blocked_environment_keeps_its_permit()
    {
        var script = new ReleaseScript(Waves(["a", "b"]) with { Exposure = new() { MaxEnvironments = 1 } });
        script.Ask().Reports("a", EnvironmentPhase.Blocked).Ask().Directs(DirectiveKind.Start);
    }

    [Fact]
    public void A_second_release_waits_behind_the_first()
    {
        var first = new ReleaseScript(Waves(["a"])).Ask();
        var second = new ReleaseScript(Waves(["a"]) with { Release = "r2" }, first.Application).Ask();
        second.Is(ReleasePhase.Queued).Holds(state => Assert.Equal("release r1 is under way", state.Waiting));

        first.Reports("a", EnvironmentPhase.Live).Ask();
        second.Application = first.Application with { Queue = [.. second.Application.Queue.Where(queued => queued.Release == "r2")] };
        second.Ask().Is(ReleasePhase.Progressing).Directs(DirectiveKind.Start, "a");
    }

    [Fact]
    public void Superseded_starts_nothing_more_takes_the_unproven_back_and_keeps_the_proven()
    {
        var first = new ReleaseScript(Waves(["a", "b"], ["c"])).Ask().Proven("a").Reports("b", EnvironmentPhase.Baking);
        var second = new ReleaseScript(Waves(["a"]) with { Release = "r2", Supersede = true }, first.Application).Ask().Is(ReleasePhase.Queued);

        first.Application = second.Application;
        first.Ask().Directs(DirectiveKind.Abort, "b").Holds(state => Assert.True(state.Members[KeyOf("c")].Skipped));
        first.GoesBack("b", ownFault: false).Is(ReleasePhase.Superseded).Directs(DirectiveKind.End, "a");
    }

    [Fact]
    public void A_superseded_release_is_not_tried_again_but_what_is_blocked_in_it_may_be_helped()
    {
        var first = new ReleaseScript(Waves(["a", "b"], ["c"])).Ask().Reports("a", EnvironmentPhase.Blocked).GoesBack("b", EnvironmentPhase.Failed);
        first.Application = new ReleaseScript(Waves(["a"]) with { Release = "r2", Supersede = true }, first.Application).Ask().Application;
        first.Ask().Reports("a", EnvironmentPhase.Blocked).Acts(ReleaseAction.Retry).Directs(DirectiveKind.Retry, "a").Ask().Directs(DirectiveKind.Start)
            .Holds(state => Assert.True(state.Members[KeyOf("c")].Skipped));
        first.GoesBack("a", ownFault: false).Is(ReleasePhase.Superseded);
        first.Acts(ReleaseAction.Retry).Says("it is Superseded");
    }

    [Fact]
    public void A_superseded_release_that_only_waited_ends_at_once()
    {
        var first = new ReleaseScript(Waves(["a"])).Ask();
        var second = new ReleaseScript(Waves(["a"]) with { Release = "r2" }, first.Application).Ask();
        var third = new ReleaseScript(Waves(["a"]) with { Release = "r3", Supersede = true }, second.Application).Ask();
        second.Application = third.Application;
        second.Ask().Is(ReleasePhase.Superseded);
    }

    [Fact]
    public void A_late_report_of_an_earlier_revision_is_ignored()
    {
        var script = new ReleaseScript(Waves(["a", "b"])).Ask().Reports("a", EnvironmentPhase.Deploying);
        var old = script.State.Members[KeyOf("a")].Report!;
        script.Reports("a", EnvironmentPhase.Live).Apply(new EnvironmentsReported(script.Now, [old]))
            .Holds(state => Assert.Equal(EnvironmentPhase.Live, state.Members[KeyOf("a")].Phase));
    }

    [Fact]
    public void A_release_that_was_submitted_twice_is_submitted_once()
    {
        var script = new ReleaseScript(Waves(["a"])).Ask();
        var before = script.State;
        script.Apply(new ReleaseSubmitted(script.Now + Minutes(1), "other", "eve"));
        Assert.Same(before, script.State);
    }

    [Fact]
    public void What_goes_bad_after_the_end_opens_the_release_again_and_it_ends_as_what_is_left()
    {
        var script = new ReleaseScript(Waves(["a", "b"])).Ask().Reports("a", EnvironmentPhase.Live).Reports("b", EnvironmentPhase.Live)
            .Is(ReleasePhase.Succeeded).Ask();
        script.GoesBack("a", EnvironmentPhase.RollingBack).Is(ReleasePhase.RollingBack).Ask();
        script.GoesBack("a").Is(ReleasePhase.Failed);
    }

    [Fact]
    public void An_environment_that_a_newer_release_took_stays_a_success_of_the_older()
    {
        var script = new ReleaseScript(Waves(["a"])).Ask().Reports("a", EnvironmentPhase.Live).Is(ReleasePhase.Succeeded);
        script.IsTaken("a", "r2").Is(ReleasePhase.Succeeded).Directs(DirectiveKind.End);
    }

    [Fact]
    public void A_rollback_of_a_release_whose_environments_were_taken_ends()
    {
        var script = new ReleaseScript(Waves(["a", "b"])).Ask().Reports("a", EnvironmentPhase.Live).Reports("b", EnvironmentPhase.Live);
        script.Acts(ReleaseAction.Rollback).Is(ReleasePhase.RollingBack).Directs(DirectiveKind.Abort, "a", "b");
        script.IsTaken("a", "r2").IsTaken("b", "r2").Is(ReleasePhase.RolledBack).Directs(DirectiveKind.Abort);
        script.Acts(ReleaseAction.Rollback).Says("release r2 owns what runs there now");
    }

    [Fact]
    public void An_environment_in_which_the_release_before_is_blocked_says_so()
    {
        var script = new ReleaseScript(Waves(["a"])).Ask();
        script.Apply(new EnvironmentsReported(Epoch, [new() { Key = new("a", "shop", "cart"), Release = "r0", Revision = 40, Phase = EnvironmentPhase.Blocked }]))
            .Holds(state => Assert.Equal("release r0 is Blocked there", state.Members[KeyOf("a")].Obstacle));
        script.Reports("a", EnvironmentPhase.Preflight).Holds(state => Assert.Null(state.Members[KeyOf("a")].Obstacle));
    }

    [Fact]
    public void A_report_of_the_release_before_does_not_look_like_a_loss() => new ReleaseScript(Waves(["a"])).Ask()
        .Apply(new EnvironmentsReported(Epoch, [new() { Key = new("a", "shop", "cart"), Release = "r0", Revision = 40, Phase = EnvironmentPhase.Live }]))
        .Holds(state => Assert.Null(state.Members[KeyOf("a")].TakenBy))
        .Directs(DirectiveKind.Start, "a");
}
