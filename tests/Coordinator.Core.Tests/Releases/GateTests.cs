using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Releases;
using Coordinator.Core.Reports;
using Coordinator.Core.Views;
using static Coordinator.Core.Tests.Releases.ReleaseScript;

namespace Coordinator.Core.Tests.Releases;

public sealed class GateTests
{
    [Fact]
    public void Checks_run_one_after_the_other_before_anything_starts()
    {
        var script = new ReleaseScript(Gated()).Is(ReleasePhase.Queued);
        Assert.Null(script.State.Gate);

        script.Ask().Is(ReleasePhase.Progressing).Directs(DirectiveKind.Start);
        Ends(script).Says("passed check first at the gate of wave w1").Ask().Directs(DirectiveKind.Start);
        Assert.Equal((2L, 1), (script.State.Gate!.Turn, script.State.Gate.Index));
        Assert.Equal("the gate of wave w1 runs check second (2 of 2)", ReleaseView.Of(script.Plan, script.State).Waiting);

        Ends(script).Ask().Directs(DirectiveKind.Start, "a");
        Assert.Null(script.State.Gate);
        var report = ReleaseReport.Of(ReleaseView.Of(script.Plan, script.State), []);
        Assert.Equal(["first", "second"], Assert.Single(report.Gates).Checks.Select(result => result.Name));
        Assert.Equal(2, report.Checks.Passed);
        Assert.Contains("## Gate of wave w1", ReportMarkdown.Of(report));
    }

    [Fact]
    public void The_gate_of_a_later_wave_waits_for_the_waves_before_and_for_its_approval()
    {
        var plan = Waves(["a"], ["b"]);
        plan = plan with { Waves = [plan.Waves[0], plan.Waves[1] with { Gate = Gate() with { Approval = new() } }] };
        var script = new ReleaseScript(plan).Ask().Directs(DirectiveKind.Start, "a");
        Assert.Null(script.State.Gate);

        script.Proven("a").Ask().Is(ReleasePhase.AwaitingApproval);
        Assert.Null(script.State.Gate);
        const string Awaited = "wave w2 waits for 1 approval(s) by approver";
        Assert.Equal(Awaited, ReleaseView.Of(script.Plan, script.State).Waiting);
        script.Acts(ReleaseAction.Pause);
        Assert.Equal($"paused by bob: {script.State.Pause!.Reason}; {Awaited}", ReleaseView.Of(script.Plan, script.State).Waiting);
        script.Acts(ReleaseAction.Resume);

        script.Acts(ReleaseAction.Approve, role: "approver").Is(ReleasePhase.Progressing);
        Assert.Equal("w2", script.State.Gate!.Wave);
        Ends(Ends(script)).Ask().Directs(DirectiveKind.Start, "b");
    }

    [Fact]
    public void A_failure_shuts_the_gate_and_a_retry_runs_all_its_checks_again()
    {
        var script = Ends(Ends(new ReleaseScript(Gated()).Ask()), CheckOutcome.Fail).Says("the gate of wave w1 is shut: check second: it is Fail")
            .Ask().Is(ReleasePhase.Progressing).Directs(DirectiveKind.Start);
        Assert.Null(script.State.Gate);
        Assert.Equal(
            "the gate of wave w1 is shut: check second: it is Fail; retry runs its checks again, abort goes back",
            ReleaseView.Of(script.Plan, script.State).Waiting);

        script.Acts(ReleaseAction.Retry, wave: "w1");
        Assert.Equal((3L, 0), (script.State.Gate!.Turn, script.State.Gate.Index));
        Ends(Ends(script)).Ask().Directs(DirectiveKind.Start, "a");
        script.Acts(ReleaseAction.Retry).Says("nothing failed");
    }

    [Fact]
    public void An_abort_at_a_shut_gate_ends_the_release()
    {
        var script = Ends(new ReleaseScript(Gated()).Ask(), CheckOutcome.Fail).Acts(ReleaseAction.Abort).Is(ReleasePhase.RolledBack);

        Assert.Null(script.State.Gate);
    }

    [Fact]
    public void A_warning_leaves_the_gate_open() =>
        Ends(Ends(new ReleaseScript(Gated()).Ask(), CheckOutcome.Warn).Says("warning, check first"), CheckOutcome.Warn)
            .Ask().Directs(DirectiveKind.Start, "a");

    [Fact]
    public void A_pause_holds_back_the_next_check_and_an_abort_cuts_off_the_one_that_runs()
    {
        var script = Ends(new ReleaseScript(Gated()).Ask().Acts(ReleaseAction.Pause));
        Assert.Null(script.State.Gate);

        script.Acts(ReleaseAction.Resume);
        Assert.Equal(1, script.State.Gate!.Index);

        script.Acts(ReleaseAction.Abort);
        Assert.Null(script.State.Gate);
        script.Apply(new GateCheckEnded(script.Now, 2, Result(CheckOutcome.Pass, "second"))).Says("late answer");
    }

    [Fact]
    public void What_can_not_be_run_is_tried_until_its_deadline_and_then_shuts_the_gate()
    {
        var script = new ReleaseScript(Gated()).Ask();
        script.Apply(new GateCheckFaulted(script.Now, 1, "a is away")).Says("the gate of wave w1 waits: a is away");
        Assert.EndsWith(", which can't be run so far: a is away", ReleaseView.Of(script.Plan, script.State).Waiting);
        script.Apply(new GateCheckFaulted(script.Now, 1, "a is away"));
        Assert.Empty(script.Said);

        script.Apply(new GateCheckFaulted(script.State.Gate!.Deadline, 1, "a is away")).Says("is shut: check first: it could not be run: a is away");
    }

    [Fact]
    public void A_refusal_is_a_failure_with_its_reason()
    {
        var script = new ReleaseScript(Gated()).Ask();

        script.Apply(new GateCheckRefused(script.Now, 1, new(RefusalKind.OtherOwner, "the Job is another's"))).Says("is shut: check first: the Job is another's");

        Assert.Equal((CheckStage.Gate, CheckOutcome.Fail), (script.State.Gates["w1"].Failure!.Stage, script.State.Gates["w1"].Failure!.Outcome));
    }

    private static GateSpec Gate() => new() { Checks = [new() { Name = "first" }, new() { Name = "second" }] };

    private static ReleasePlan Gated()
    {
        var plan = Waves(["a"]);
        return plan with { Waves = [plan.Waves[0] with { Gate = Gate() }] };
    }

    private static ReleaseScript Ends(ReleaseScript script, CheckOutcome outcome = CheckOutcome.Pass)
    {
        var run = script.State.Gate!;
        var name = script.Plan.Waves.Single(wave => wave.Name == run.Wave).Gate!.Checks[run.Index].Name;
        return script.Apply(new GateCheckEnded(script.Now, run.Turn, Result(outcome, name)));
    }

    private static CheckResult Result(CheckOutcome outcome, string name) => Given.Result(outcome, name, CheckStage.Gate);
}
