using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

/// <summary>Commands of a release that does not own the environment: too early, or too late.</summary>
public sealed class OwnershipTests
{
    [Fact]
    public void An_abort_that_overtakes_its_start_ends_the_release_there_when_the_start_arrives() => new EnvironmentScript(Plan())
        .Abort().Holds(state => Assert.Null(state.Release))
        .Start().Is(EnvironmentPhase.Skipped).PerformsNothing()
        .Holds(state => Assert.Equal("r1", state.Release));

    [Fact]
    public void An_abort_that_overtakes_its_start_never_takes_the_environment_from_the_release_that_is_Live()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Live).ReleaseEnds();
        script.Abort("r2").Is(EnvironmentPhase.Live).Holds(state => Assert.Equal("r1", state.Release))
            .Holds(state => Assert.NotNull(state.KeepPreviousUntil));
        script.Start("r2").Is(EnvironmentPhase.Live).Says("changes nothing")
            .Holds(state => Assert.Equal("r1", state.Release))
            .Holds(state => Assert.NotNull(state.KeepPreviousUntil))
            .Holds(state => Assert.Empty(state.Overtaken));
        script.Start("r3").Is(EnvironmentPhase.Preflight);
    }

    [Fact]
    public void A_rollback_of_an_older_release_does_not_touch_the_newer_one()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Live).ReleaseEnds().Start("r2").PreflightFinds("green").Done();

        script.Abort("r1").Says("belongs to r2").Is(EnvironmentPhase.Deploying)
            .Holds(state => Assert.Equal("r2", state.Release))
            .Holds(state => Assert.Equal(new ColorAssignment(Color.Green, Color.Blue), state.Colors))
            .Holds(state => Assert.Empty(state.Overtaken));
    }

    [Fact]
    public void Late_commands_of_an_older_release_are_confirmed_so_that_it_stops_sending_them()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Live).Start("r2");
        var id = "r1/77";
        script.Apply(new ReleaseEnded(script.Now, id, "r1", "coordinator", ""))
            .Holds(state => Assert.Contains(id, state.Commands))
            .Holds(state => Assert.Null(state.KeepPreviousUntil));
    }

    [Fact]
    public void Early_commands_of_a_release_wait_for_its_start()
    {
        var script = new EnvironmentScript(Plan());
        script.Apply(new PauseRequested(script.Now, "r1/2", "r1", "ada", "")).Holds(state => Assert.DoesNotContain("r1/2", state.Commands));
    }

    [Fact]
    public void A_command_is_applied_once_by_its_id()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Deploying);
        var pause = new PauseRequested(script.Now, "r1/9", "r1", "ada", "");
        script.Apply(pause).Resume().Apply(pause).Holds(state => Assert.Null(state.Pause));
    }

    [Fact]
    public void A_start_that_is_repeated_begins_nothing()
    {
        var script = new EnvironmentScript(Plan());
        var start = new StartRequested(script.Now, "r1/0", "r1", "ada", "", "digest");
        script.Apply(start).Abort().Is(EnvironmentPhase.Failed).Apply(start).Is(EnvironmentPhase.Failed);
    }

    [Fact]
    public void A_new_start_of_a_release_that_failed_is_its_retry() => new EnvironmentScript(Plan())
        .Start().Abort().Is(EnvironmentPhase.Failed)
        .Start().Is(EnvironmentPhase.Preflight);

    [Fact]
    public void A_new_start_of_a_release_that_is_Live_begins_nothing() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Live).Start().Is(EnvironmentPhase.Live);

    [Fact]
    public void A_release_may_come_back_after_a_newer_one() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Live).Start("r2").Abort("r2").Start("r1").Is(EnvironmentPhase.Preflight)
        .Holds(state => Assert.Equal(["r2"], state.Past));

    [Fact]
    public void What_was_skipped_can_be_retried() => new EnvironmentScript(Plan())
        .Abort().Start().Is(EnvironmentPhase.Skipped).Retry().Is(EnvironmentPhase.Preflight);
}
