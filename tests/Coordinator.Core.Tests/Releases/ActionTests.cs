using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Releases;
using static Coordinator.Core.Tests.Releases.ReleaseScript;

namespace Coordinator.Core.Tests.Releases;

public sealed class ActionTests
{
    [Fact]
    public void An_approval_needs_the_role()
    {
        var script = new ReleaseScript(Gated(new())).Ask().Is(ReleasePhase.AwaitingApproval).Directs(DirectiveKind.Start);
        script.Acts(ReleaseAction.Approve).Says("bob lacks the role approver").Is(ReleasePhase.AwaitingApproval);
        script.Acts(ReleaseAction.Approve, role: "approver").Ask().Is(ReleasePhase.Progressing).Directs(DirectiveKind.Start, "a");
    }

    [Fact]
    public void An_approval_of_several_needs_distinct_subjects()
    {
        var script = new ReleaseScript(Gated(new(Required: 2))).Ask().Acts(ReleaseAction.Approve, role: "approver");
        script.Acts(ReleaseAction.Approve, role: "approver").Says("bob has approved wave w1 already").Is(ReleasePhase.AwaitingApproval);
        script.Acts(ReleaseAction.Approve, by: "eve", role: "admin").Ask().Directs(DirectiveKind.Start, "a");
    }

    [Fact]
    public void Who_submitted_can_not_approve_unless_the_gate_says_so()
    {
        new ReleaseScript(Gated(new())).Ask().Acts(ReleaseAction.Approve, by: "ada", role: "approver").Says("ada submitted the release");
        new ReleaseScript(Gated(new(AllowSubmitter: true))).Ask().Acts(ReleaseAction.Approve, by: "ada", role: "approver").Ask()
            .Directs(DirectiveKind.Start, "a");
    }

    [Fact]
    public void An_approval_without_a_gate_is_refused() =>
        new ReleaseScript(Waves(["a"])).Ask().Acts(ReleaseAction.Approve, role: "approver").Says("no wave waits for an approval");

    [Fact]
    public void An_unknown_wave_or_environment_is_refused_and_the_known_are_named()
    {
        var script = new ReleaseScript(Waves(["a"], ["b"])).Ask();
        script.Acts(ReleaseAction.Abort, wave: "w9").Says("there is no wave 'w9'; the waves are w1, w2");
        script.Acts(ReleaseAction.Abort, environment: "z").Says("there is no environment");
        script.Acts(ReleaseAction.Abort, wave: "w1", environment: "b").Says("in wave w1");
    }

    [Fact]
    public void An_action_is_taken_once_by_its_id()
    {
        var script = new ReleaseScript(Waves(["a"])).Ask();
        var pause = new ActionRequested(script.Now, "same", ReleaseAction.Pause, "bob", [], null, null, "");
        script.Apply(pause).Acts(ReleaseAction.Resume).Apply(pause).Holds(state => Assert.Null(state.Pause));
    }

    [Fact]
    public void What_an_environment_that_failed_has_not_confirmed_yet_holds_no_permit()
    {
        var script = new ReleaseScript(Waves(["a", "b"])).Ask().Reports("a", EnvironmentPhase.Preflight).Reports("b", EnvironmentPhase.Preflight);
        script.Acts(ReleaseAction.Pause, environment: "a").Directs(DirectiveKind.Pause, "a")
            .Reports("a", EnvironmentPhase.Failed, report => report with { Commands = [], Back = new("coordinator", "no room", script.Now, null, true) })
            .Directs(DirectiveKind.Pause, "a");

        var held = ReleaseMachine.Request(script.Plan, script.State, 1, script.Now).Held;
        Assert.Equal([(false, false), (true, true)], held.Select(one => (one.UnderWay, one.Exposed)));
    }

    [Fact]
    public void A_pause_lets_nothing_start_and_pauses_what_is_under_way()
    {
        var plan = Waves(["a", "b"]);
        var script = new ReleaseScript(plan with { Waves = [plan.Waves[0] with { MaxParallel = 1 }] }).Ask();
        script.Reports("a", EnvironmentPhase.Deploying).Acts(ReleaseAction.Pause).Directs(DirectiveKind.Pause, "a");
        script.Reports("a", EnvironmentPhase.Live).Ask().Directs(DirectiveKind.Start);
        script.Acts(ReleaseAction.Pause).Says("it is paused already");
        script.Acts(ReleaseAction.Resume).Ask().Directs(DirectiveKind.Start, "b");
        script.Acts(ReleaseAction.Resume).Says("nothing is paused");
    }

    [Fact]
    public void A_pause_of_one_environment_leaves_the_others()
    {
        var script = new ReleaseScript(Waves(["a", "b"])).Ask().Reports("a", EnvironmentPhase.Deploying).Reports("b", EnvironmentPhase.Deploying);
        script.Acts(ReleaseAction.Pause, environment: "b").Directs(DirectiveKind.Pause, "b").Holds(state => Assert.Null(state.Pause));
        script.Reports("b", EnvironmentPhase.Deploying, report => report with { Pause = new(PauseKind.Person, "bob", "", script.Now) });
        script.Acts(ReleaseAction.Resume).Directs(DirectiveKind.Resume, "b");
    }

    [Fact]
    public void Promote_goes_to_what_holds_or_bakes_and_is_not_Unhealthy()
    {
        var script = new ReleaseScript(Waves(["a", "b", "c"])).Ask();
        script.Acts(ReleaseAction.Promote).Says("no hold, bake or proof is under way");
        script.Reports("a", EnvironmentPhase.Baking).Reports("b", EnvironmentPhase.Deploying)
            .Reports("c", EnvironmentPhase.Baking, report => report with { Verdict = Core.Analysis.Verdict.Unhealthy });
        script.Acts(ReleaseAction.Promote).Directs(DirectiveKind.Promote, "a");
    }

    [Fact]
    public void An_abort_takes_back_what_started_and_skips_the_rest()
    {
        var script = new ReleaseScript(Waves(["a", "b"], ["c"])).Ask().Reports("a", EnvironmentPhase.Live).Reports("b", EnvironmentPhase.Deploying);
        script.Acts(ReleaseAction.Abort).Is(ReleasePhase.RollingBack).Directs(DirectiveKind.Abort, "a", "b")
            .Holds(state => Assert.True(state.Members[KeyOf("c")].Skipped));
        script.Acts(ReleaseAction.Abort).Says("it goes back already");
        script.GoesBack("a", ownFault: false).GoesBack("b", EnvironmentPhase.Failed, ownFault: false).Is(ReleasePhase.RolledBack);
    }

    [Fact]
    public void An_abort_before_any_start_ends_at_once() =>
        new ReleaseScript(Waves(["a"])).Acts(ReleaseAction.Abort).Is(ReleasePhase.RolledBack);

    [Fact]
    public void An_abort_of_one_wave_leaves_the_others()
    {
        var script = new ReleaseScript(Waves(["a"], ["b"])).Ask().Proven("a").Ask().Reports("b", EnvironmentPhase.Deploying);
        script.Acts(ReleaseAction.Abort, wave: "w2").Directs(DirectiveKind.Abort, "b");
        script.GoesBack("b", EnvironmentPhase.Failed, ownFault: false).Is(ReleasePhase.Succeeded);
    }

    [Fact]
    public void Abort_is_for_before_the_end_and_rollback_for_after_it()
    {
        var script = new ReleaseScript(Waves(["a"])).Ask();
        script.Acts(ReleaseAction.Rollback).Says("use abort to go back before the end");
        script.Reports("a", EnvironmentPhase.Live).Is(ReleasePhase.Succeeded).Acts(ReleaseAction.Abort).Says("use rollback");
        script.Acts(ReleaseAction.Rollback).Is(ReleasePhase.RollingBack).Directs(DirectiveKind.Abort, "a");
        script.GoesBack("a", ownFault: false).Is(ReleasePhase.RolledBack);
    }

    [Fact]
    public void A_rollback_that_no_environment_could_carry_out_is_refused_and_changes_nothing()
    {
        var script = new ReleaseScript(Waves(["a", "b"])).Ask();
        script.Reports("a", EnvironmentPhase.Live, report => report with { NoWayBack = "a first install has no previous color" });
        script.Reports("b", EnvironmentPhase.Live, report => report with { Release = "r1", NoWayBack = "a first install has no previous color" });
        script.Acts(ReleaseAction.Rollback).Says("a first install has no previous color").Is(ReleasePhase.Succeeded);

        script.Reports("a", EnvironmentPhase.Live, report => report with { Release = "r2" });
        script.Reports("b", EnvironmentPhase.Live, report => report with { Release = "r2" });
        script.Acts(ReleaseAction.Rollback).Says("release r2 owns what runs there now").Is(ReleasePhase.Succeeded);
    }

    [Fact]
    public void A_retry_of_what_ended_needs_a_new_permit()
    {
        var plan = Waves(["a", "b"]) with { Exposure = new() { MaxEnvironments = 1 } };
        plan = plan with { Waves = [plan.Waves[0] with { FailurePolicy = new(1) }] };
        var script = new ReleaseScript(plan).Ask().GoesBack("a").Ask().Directs(DirectiveKind.Start, "b");

        script.Reports("b", EnvironmentPhase.Baking).Acts(ReleaseAction.Retry, environment: "a").Ask().Directs(DirectiveKind.Start)
            .Holds(state => Assert.Equal("1 of at most 1 environments are exposed", state.Waiting));
        script.Proven("b").Ask().Directs(DirectiveKind.Start, "a");
        script.Proven("a").Is(ReleasePhase.Succeeded);
    }

    [Fact]
    public void A_retry_of_what_is_blocked_goes_on_under_its_permit()
    {
        var script = new ReleaseScript(Waves(["a"])).Ask().Reports("a", EnvironmentPhase.Blocked);
        script.Acts(ReleaseAction.Retry).Directs(DirectiveKind.Retry, "a");
    }

    [Fact]
    public void A_retry_of_everything_after_a_stop_starts_what_was_skipped_as_well()
    {
        var script = new ReleaseScript(Waves(["a"], ["b"])).Ask().GoesBack("a").Is(ReleasePhase.RolledBack).Ask();
        script.Acts(ReleaseAction.Retry).Is(ReleasePhase.Queued).Ask().Directs(DirectiveKind.Start, "a");
        script.Reports("a", EnvironmentPhase.Live).Ask().Directs(DirectiveKind.Start, "b");
        script.Reports("b", EnvironmentPhase.Live).Is(ReleasePhase.Succeeded);
    }

    [Fact]
    public void A_retry_of_one_of_two_that_failed_starts_that_one_alone()
    {
        var script = new ReleaseScript(Waves(["a", "b"], ["c"])).Ask().GoesBack("a").GoesBack("b").Is(ReleasePhase.RolledBack).Ask();
        script.Acts(ReleaseAction.Retry, environment: "a").Ask().Directs(DirectiveKind.Start, "a");
        script.Reports("a", EnvironmentPhase.Live).Ask().Is(ReleasePhase.Failed)
            .Holds(state => Assert.True(state.Members[KeyOf("c")].Skipped));
    }

    [Fact]
    public void A_retry_is_refused_where_nothing_failed()
    {
        var script = new ReleaseScript(Waves(["a"])).Ask().Reports("a", EnvironmentPhase.Deploying);
        script.Acts(ReleaseAction.Retry).Says("nothing failed, was skipped or is blocked there");
        script.Reports("a", EnvironmentPhase.Live).Acts(ReleaseAction.Retry).Says("it is Succeeded");
    }

    /// <summary>Its permit would be given back while it starts.</summary>
    [Fact]
    public void A_retry_is_refused_while_the_new_start_is_on_its_way()
    {
        var script = new ReleaseScript(Waves(["a"])).Ask().GoesBack("a").Acts(ReleaseAction.Retry).Ask().Directs(DirectiveKind.Start, "a");
        script.Acts(ReleaseAction.Retry).Says("it is being started already");
        Assert.Equal(script.Plan.Release, script.Ask().Application.Permits[KeyOf("a")].Release);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a")]
    public void An_abort_reaches_a_new_start_that_is_on_its_way(string? environment)
    {
        var script = new ReleaseScript(Waves(["a"])).Ask().GoesBack("a").Acts(ReleaseAction.Retry).Ask().Directs(DirectiveKind.Start, "a");
        script.Acts(ReleaseAction.Abort, environment: environment).Directs(DirectiveKind.Abort, "a");
        Assert.Equal(
            [DirectiveKind.Start, DirectiveKind.Abort],
            script.State.Members[KeyOf("a")].Open.Select(open => open.Kind).Where(kind => kind is DirectiveKind.Start or DirectiveKind.Abort));
        script.GoesBack("a", EnvironmentPhase.Failed, ownFault: false).Holds(state => Assert.True(state.Phase.IsEnded()));
    }

    [Fact]
    public void An_abort_ends_what_waits_to_be_tried_again()
    {
        var plan = Waves(["a", "b"]) with { Exposure = new() { MaxEnvironments = 1 } };
        plan = plan with { Waves = [plan.Waves[0] with { FailurePolicy = new(1) }] };
        var script = new ReleaseScript(plan).Ask().GoesBack("a").Ask().Reports("b", EnvironmentPhase.Baking).Acts(ReleaseAction.Retry, environment: "a");
        script.Acts(ReleaseAction.Abort).Directs(DirectiveKind.Abort, "b").GoesBack("b", ownFault: false).Is(ReleasePhase.RolledBack);
    }

    private static ReleasePlan Gated(ApprovalSpec approval)
    {
        var plan = Waves(["a"]);
        return plan with { Waves = [plan.Waves[0] with { Gate = new() { Approval = approval } }] };
    }
}
