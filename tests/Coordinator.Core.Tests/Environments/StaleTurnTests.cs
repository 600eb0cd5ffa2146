using Coordinator.Core.Environments;
using Coordinator.Core.Ports;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

/// <summary>A higher turn stands in the cluster: an own rollback that was not persisted. <see cref="RestoredDatabaseTests"/> has the other cause.</summary>
public sealed class StaleTurnTests
{
    [Fact]
    public void The_own_rollback_turn_on_the_object_is_adopted()
    {
        var script = Shifting();
        var turn = script.State.Turn + 1;
        script.Refused(RefusalKind.StaleTurn, turn).Is(EnvironmentPhase.RollingBack)
            .Performs<RestoreTraffic>(effect => Assert.Equal(turn, effect.Turn))
            .Restored().Performs<RemovePreview>().Done().Is(EnvironmentPhase.RolledBack);
    }

    [Fact]
    public void Before_any_user_moved_a_higher_turn_is_taken_over_and_the_cluster_read_anew()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Deploying);
        script.Refused(RefusalKind.StaleTurn, turn: 91).Is(EnvironmentPhase.Preflight)
            .Performs<RunPreflight>(effect => Assert.Equal(92, effect.Turn))
            .Holds(state => Assert.Null(state.Colors));
    }

    [Fact]
    public void A_pause_outlives_beginning_anew()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Deploying).Pause();
        script.Refused(RefusalKind.StaleTurn, turn: 90).Performs<RunPreflight>().PreflightFinds("blue")
            .Is(EnvironmentPhase.Preflight).PerformsNothing()
            .Resume().Is(EnvironmentPhase.Preparing);
    }

    [Fact]
    public void A_restore_is_repeated_above_the_turn_that_was_found() => Shifting().Abort()
        .Refused(RefusalKind.StaleTurn, turn: 91)
        .Performs<RestoreTraffic>(effect => Assert.Equal(93, effect.Turn));

    [Fact]
    public void The_own_rollback_turn_ends_retiring()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Live).ReleaseEnds().Wait(TimeSpan.FromHours(1));
        script.Refused(RefusalKind.StaleTurn, turn: script.State.Turn + 1).Performs<RestoreTraffic>();
    }

    [Fact]
    public void Preflight_takes_over_a_higher_turn_that_it_reads() => new EnvironmentScript(Plan())
        .Start().PreflightFinds(Found.Serving("blue", turn: 77))
        .Performs<PrepareTarget>(effect => Assert.Equal(78, effect.Turn));

    private static EnvironmentScript Shifting() => new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Shifting).Done().Performs<ShiftTraffic>();
}
