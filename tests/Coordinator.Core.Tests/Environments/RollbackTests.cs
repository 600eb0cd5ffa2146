using Coordinator.Core.Analysis;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Views;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

public sealed class RollbackTests
{
    [Fact]
    public void Unhealthy_restores_traffic_first_then_cleans_up()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking).Sample(0.5);
        script.Is(EnvironmentPhase.RollingBack).Performs<RestoreTraffic>()
            .Holds(state => Assert.Equal((true, "coordinator"), (state.Back!.OwnFault, state.Back.By)))
            .Holds(state => Assert.Contains("errors: 0.5, limit 0.05", state.Back!.Reason));
        script.After(Seconds(1)).Restored().Performs<RemovePreview>()
            .Holds(state => Assert.Equal(script.Now, state.Back!.RestoredAt))
            .Done().Is(EnvironmentPhase.RolledBack);
    }

    [Fact]
    public void Unhealthy_goes_back_although_paused() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Baking).Pause().Sample(0.5).Performs<RestoreTraffic>()
        .Holds(state => Assert.Null(state.Pause));

    [Fact]
    public void Without_automatic_rollback_Unhealthy_pauses_and_a_resume_measures_anew()
    {
        var script = new EnvironmentScript(Plan().WithRollback(rollback => rollback with { Automatic = false })).Reach(EnvironmentPhase.Baking);
        script.Sample(0.5).Holds(state => Assert.Equal(PauseKind.Unhealthy, state.Pause!.Kind))
            .Sample(0.5).PerformsNothing();

        script.Resume().Holds(state => Assert.Equal(Verdict.NoData, state.Analysis.Verdict))
            .HealthyFor(Seconds(90)).Is(EnvironmentPhase.Live);
    }

    [Fact]
    public void Without_automatic_rollback_what_is_still_Unhealthy_pauses_again() => new EnvironmentScript(
            Plan().WithRollback(rollback => rollback with { Automatic = false }))
        .Reach(EnvironmentPhase.Baking).Sample(0.5).Resume().Sample(0.5)
        .Holds(state => Assert.Equal(PauseKind.Unhealthy, state.Pause!.Kind));

    [Fact]
    public void A_first_install_that_turns_bad_before_Live_leaves_nobody_selected_and_Failed() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Baking, Found.Nothing).Sample(0.5)
        .Performs<RestoreTraffic>(effect => Assert.Null(effect.Order.To))
        .Restored().Done().Is(EnvironmentPhase.Failed);

    [Fact]
    public void A_first_install_that_turns_bad_while_Live_only_alerts() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Live, Found.Nothing).Sample(0.5)
        .Says("alert: errors").Is(EnvironmentPhase.Live).PerformsNothing()
        .Sample(0.5).Holds(state => Assert.Null(state.Pause));

    [Fact]
    public void A_first_install_that_is_Live_has_nothing_to_go_back_to() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Live, Found.Nothing).Abort().Says("a first install has no previous color").Is(EnvironmentPhase.Live);

    [Theory]
    [InlineData(AfterSuccess.Rollback, EnvironmentPhase.RollingBack)]
    [InlineData(AfterSuccess.Alert, EnvironmentPhase.Live)]
    public void AfterSuccess_decides_what_Unhealthy_means_while_Live(AfterSuccess afterSuccess, EnvironmentPhase then)
    {
        var script = new EnvironmentScript(Plan().WithRollback(rollback => rollback with { AfterSuccess = afterSuccess }));
        script.Reach(EnvironmentPhase.Live).Sample(0.5).Is(then);
    }

    [Fact]
    public void An_alert_is_given_once_and_begins_the_proof_anew()
    {
        var script = new EnvironmentScript(Plan().WithRollback(rollback => rollback with { AfterSuccess = AfterSuccess.Alert })).Reach(EnvironmentPhase.Live);
        script.Sample(0.5).Says("alert").Holds(state => Assert.Equal(TimeSpan.Zero, state.ProvenHeld));
        script.After(Seconds(30)).Sample(0.5);
        Assert.Equal("", script.Said);
    }

    [Fact]
    public void A_rollback_after_success_restores_while_the_previous_color_is_being_scaled_down() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Live).ReleaseEnds().Wait(TimeSpan.FromHours(1)).Performs<RetirePrevious>()
        .Abort().Performs<RestoreTraffic>();

    [Fact]
    public void A_preview_that_can_not_be_scaled_down_does_not_hold_up_the_end() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Baking).Abort().Restored().Refused(RefusalKind.DeadlineExceeded)
        .Is(EnvironmentPhase.RolledBack).Says("not scaled down");

    [Fact]
    public void What_holds_up_the_way_back_is_told_until_users_are_there() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Baking).Abort()
        .Refused(RefusalKind.NotReady).Performs<RestoreTraffic>()
        .Holds(state => Assert.Equal("refused as NotReady", EnvironmentReport.Of(state, 1).HeldUpBy))
        .Restored().Holds(state => Assert.Null(state.HeldUpBy));

    [Fact]
    public void A_cluster_that_does_not_answer_never_ends_the_way_back()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking).Abort();
        script.Faulted("timeout").Wait(TimeSpan.FromDays(2)).Performs<RestoreTraffic>()
            .Holds(state => Assert.NotNull(state.UnreachableSince));
        script.Restored().Done().Is(EnvironmentPhase.RolledBack)
            .Holds(state => Assert.Equal("looks wrong", state.Reason));
    }

    [Fact]
    public void Failed_checks_go_back_with_their_sentences() => new EnvironmentScript(Plan().WithChecks())
        .Reach(EnvironmentPhase.Validating).ChecksEnd("front: 502", "login: timeout").Performs<RestoreTraffic>()
        .Holds(state => Assert.Equal("checks failed: front: 502; login: timeout", state.Back!.Reason));

    [Fact]
    public void A_failed_Job_ends_the_release_there() => new EnvironmentScript(Plan().WithJobs("migrate"))
        .Start().PreflightFinds("blue").Done().JobEnds(succeeded: false).Is(EnvironmentPhase.Failed);

    [Fact]
    public void A_late_answer_to_an_effect_that_an_abort_replaced_changes_nothing()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Shifting).Done();
        var turn = script.State.Turn;
        script.Abort().Apply(new TrafficShifted(script.Now, turn, Found.Traffic(script.State, 100)))
            .Says("late answer TrafficShifted ignored").Performs<RestoreTraffic>()
            .Holds(state => Assert.Equal(0, state.WeightPercent));
    }
}
