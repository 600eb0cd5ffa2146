using Coordinator.Core.Environments;
using Coordinator.Core.Ports;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

public sealed class CommandTests
{
    /// <summary>Phases on the way forward, and what an abort there leads to.</summary>
    public static TheoryData<EnvironmentPhase, bool, EnvironmentPhase> Forward => new()
    {
        { EnvironmentPhase.Preflight, false, EnvironmentPhase.Failed },
        { EnvironmentPhase.Preparing, false, EnvironmentPhase.Failed },
        { EnvironmentPhase.Deploying, true, EnvironmentPhase.Failed },
        { EnvironmentPhase.Verifying, true, EnvironmentPhase.Failed },
        { EnvironmentPhase.Shifting, true, EnvironmentPhase.Failed },
        { EnvironmentPhase.Validating, true, EnvironmentPhase.RolledBack },
        { EnvironmentPhase.Baking, true, EnvironmentPhase.RolledBack },
        { EnvironmentPhase.Live, true, EnvironmentPhase.RolledBack },
    };

    [Theory]
    [MemberData(nameof(Forward))]
    public void An_abort_goes_back_from_each_phase(EnvironmentPhase phase, bool cleansUp, EnvironmentPhase end)
    {
        var script = new EnvironmentScript(Plan().WithChecks()).Reach(phase).Abort();
        if (end is EnvironmentPhase.RolledBack)
        {
            script.Performs<RestoreTraffic>().Restored();
        }

        if (cleansUp)
        {
            script.Is(EnvironmentPhase.RollingBack).Performs<RemovePreview>().Done();
        }

        script.Is(end).PerformsNothing()
            .Holds(state => Assert.Equal("ada", state.Back!.By)).Holds(state => Assert.False(state.Back!.OwnFault))
            .Holds(state => Assert.Null(state.ExposedSince));
        script.Abort().Says("nothing is left to do").Is(end);
    }

    [Theory]
    [MemberData(nameof(Forward))]
    public void A_pause_lets_the_piece_of_work_end_and_a_resume_goes_on(EnvironmentPhase phase, bool cleansUp, EnvironmentPhase end)
    {
        Assert.NotEqual(cleansUp, end is EnvironmentPhase.Failed && phase < EnvironmentPhase.Deploying);
        var script = new EnvironmentScript(Plan().WithChecks()).Reach(phase);
        if (phase is EnvironmentPhase.Live)
        {
            script.Pause().Says("nothing to pause").Holds(state => Assert.Null(state.Pause));
            return;
        }

        var pending = script.State.Pending;
        script.Pause().Holds(state => Assert.Equal(pending, state.Pending)).Pause().Says("nothing to pause");
        _ = pending switch
        {
            RunPreflight => script.PreflightFinds("blue"),
            RunChecks => script.ChecksEnd(),
            null => script.Sample(0).HealthyFor(Minutes(10)),
            _ => script.Done(),
        };
        script.Is(phase).PerformsNothing().Holds(state => Assert.Equal(PauseKind.Person, state.Pause!.Kind));

        script.Resume().Holds(state => Assert.Null(state.Pause)).HealthyFor(pending is null ? Minutes(10) : TimeSpan.Zero);
        Assert.True(script.State.Phase > phase || script.State.Cursor > 0);
        script.Resume().Says("not paused");
    }

    [Fact]
    public void A_shift_that_was_awaited_when_the_pause_came_holds_only_after_the_resume()
    {
        var script = new EnvironmentScript(Plan(new(10, Seconds(30)), new(100, TimeSpan.Zero))).Reach(EnvironmentPhase.Shifting).Done();
        script.Pause().Shifted().HealthyFor(Minutes(5)).PerformsNothing().Holds(state => Assert.Equal(TimeSpan.Zero, state.Held));
        script.Resume().HealthyFor(Seconds(30)).Performs<EnsureCapacity>();
    }

    [Fact]
    public void Promote_skips_a_hold_and_marks_the_environment_proven() => new EnvironmentScript(Plan(new(10, Minutes(30)), new(100, TimeSpan.Zero)))
        .Reach(EnvironmentPhase.Shifting).Done().Shifted().Promote().Says("promoted by ada")
        .Performs<EnsureCapacity>().Holds(state => Assert.NotNull(state.ProvenAt)).Holds(state => Assert.Null(state.ExposedSince));

    [Fact]
    public void Promote_skips_a_bake() => new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking).Promote().Is(EnvironmentPhase.Live);

    [Fact]
    public void Promote_skips_a_pause_by_missing_data() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Baking).Wait(Minutes(11)).Holds(state => Assert.Equal(PauseKind.HoldLimit, state.Pause!.Kind))
        .Promote().Is(EnvironmentPhase.Live).Holds(state => Assert.Null(state.Pause));

    [Fact]
    public void Promote_does_not_end_a_persons_pause() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Baking).Pause().Promote().Is(EnvironmentPhase.Baking)
        .Holds(state => Assert.Equal(PauseKind.Person, state.Pause!.Kind))
        .Resume().Is(EnvironmentPhase.Live);

    [Fact]
    public void Promote_never_skips_Unhealthy() => new EnvironmentScript(Plan().WithRollback(rollback => rollback with { Automatic = false }))
        .Reach(EnvironmentPhase.Baking).Sample(0.5).Holds(state => Assert.Equal(PauseKind.Unhealthy, state.Pause!.Kind))
        .Promote().Says("refused: Unhealthy").Is(EnvironmentPhase.Baking);

    [Theory]
    [InlineData(EnvironmentPhase.Preflight)]
    [InlineData(EnvironmentPhase.Deploying)]
    [InlineData(EnvironmentPhase.Validating)]
    public void Promote_needs_a_hold(EnvironmentPhase phase) => new EnvironmentScript(Plan().WithChecks())
        .Reach(phase).Promote().Says("no hold or bake").Is(phase);

    [Fact]
    public void Promote_marks_a_Live_environment_proven() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Live).Promote().Says("proven by ada").Holds(state => Assert.NotNull(state.ProvenAt));

    [Theory]
    [InlineData(EnvironmentPhase.Preflight, EnvironmentPhase.Failed)]
    [InlineData(EnvironmentPhase.Baking, EnvironmentPhase.RolledBack)]
    public void A_retry_begins_anew_after_an_end_without_success(EnvironmentPhase phase, EnvironmentPhase end)
    {
        var script = new EnvironmentScript(Plan()).Reach(phase).Abort();
        script = script.State.Pending is RestoreTraffic ? script.Restored().Done() : script;
        script.Is(end).Retry().Is(EnvironmentPhase.Preflight).Performs<RunPreflight>()
            .Holds(state => Assert.Null(state.Back)).Holds(state => Assert.False(state.TrafficMoved));
    }

    [Theory]
    [InlineData(EnvironmentPhase.Deploying)]
    [InlineData(EnvironmentPhase.Baking)]
    [InlineData(EnvironmentPhase.Live)]
    public void A_retry_elsewhere_is_refused(EnvironmentPhase phase) => new EnvironmentScript(Plan())
        .Reach(phase).Retry().Says("retry by ada refused").Is(phase);

    [Fact]
    public void A_retry_of_a_block_before_any_user_moved_begins_anew() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Preparing).Refused(RefusalKind.TrafficSplit).Is(EnvironmentPhase.Blocked)
        .Retry().Is(EnvironmentPhase.Preflight);

    [Fact]
    public void A_retry_of_a_block_with_users_on_the_new_color_writes_the_weight_again() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Shifting).Done().Refused(RefusalKind.TrafficSplit).Is(EnvironmentPhase.Blocked)
        .Retry().Is(EnvironmentPhase.Shifting).Performs<ShiftTraffic>();

    [Fact]
    public void A_retry_of_a_blocked_way_back_restores_again() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Baking).Abort().Refused(RefusalKind.NoPreviousColor).Is(EnvironmentPhase.Blocked)
        .Holds(state => Assert.Contains("no-previous-color", state.Reason))
        .Retry().Is(EnvironmentPhase.RollingBack).Performs<RestoreTraffic>();

    [Fact]
    public void A_retry_ends_the_pause_that_a_block_came_into()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking).Pause();
        script.Sees(Found.ForeignSelector(script.State, "none")).Is(EnvironmentPhase.Blocked).Retry()
            .Holds(state => Assert.Null(state.Pause));
    }

    [Fact]
    public void A_version_that_users_were_on_does_not_start_again_before_its_cooldown()
    {
        var script = new EnvironmentScript(Plan().WithRollback(rollback => rollback with { Cooldown = Minutes(30) }));
        script.Reach(EnvironmentPhase.Baking).Abort().Restored().Done().Is(EnvironmentPhase.RolledBack);

        script.After(Minutes(29)).Retry().Says("cools down").Is(EnvironmentPhase.RolledBack);
        script.Start("r2").Is(EnvironmentPhase.Failed).Says("cools down");
        script.After(Minutes(1)).Start("r3").Is(EnvironmentPhase.Preflight);
    }

    [Fact]
    public void A_version_that_failed_before_any_user_was_on_it_does_not_cool_down() => new EnvironmentScript(
            Plan().WithRollback(rollback => rollback with { Cooldown = Minutes(30) }))
        .Start().PreflightFinds(Found.Serving("blue"), "Secret cart-db is missing").Is(EnvironmentPhase.Failed)
        .Retry().Is(EnvironmentPhase.Preflight);

    [Fact]
    public void A_block_while_Live_and_its_retry_keep_the_previous_color_for_the_whole_time()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Live).ReleaseEnds().After(Minutes(50));
        script.Sees(Found.ForeignSelector(script.State, "none")).Is(EnvironmentPhase.Blocked);

        script.After(TimeSpan.FromDays(1)).Retry().Shifted().HealthyFor(Minutes(2)).Is(EnvironmentPhase.Live)
            .Holds(state => Assert.Equal(state.PhaseSince + TimeSpan.FromHours(1), state.KeepPreviousUntil));
    }
}
