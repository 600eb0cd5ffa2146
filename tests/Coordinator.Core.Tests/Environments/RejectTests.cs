using Coordinator.Core.Environments;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

/// <summary>The release found that an environment runs another image than the others.</summary>
public sealed class RejectTests
{
    [Theory]
    [InlineData(EnvironmentPhase.Preflight)]
    [InlineData(EnvironmentPhase.Deploying)]
    [InlineData(EnvironmentPhase.Verifying)]
    public void Before_users_moved_it_ends_by_its_own_fault(EnvironmentPhase phase) =>
        Rejected(new EnvironmentScript(Plan().WithChecks()).Reach(phase)).Holds(state => Assert.True(state.Back!.OwnFault))
            .Holds(state => Assert.Contains("another digest", state.Back!.Reason));

    [Theory]
    [InlineData(EnvironmentPhase.Validating)]
    [InlineData(EnvironmentPhase.Baking)]
    [InlineData(EnvironmentPhase.Live)]
    public void With_users_on_it_it_is_Unhealthy_and_goes_back(EnvironmentPhase phase) =>
        Rejected(new EnvironmentScript(Plan().WithChecks()).Reach(phase)).Performs<RestoreTraffic>()
            .Holds(state => Assert.True(state.Back!.OwnFault));

    [Fact]
    public void Without_automatic_rollback_it_pauses() =>
        Rejected(new EnvironmentScript(Plan().WithRollback(rollback => rollback with { Automatic = false })).Reach(EnvironmentPhase.Baking))
            .Is(EnvironmentPhase.Baking).Holds(state => Assert.Equal(PauseKind.Unhealthy, state.Pause!.Kind));

    [Fact]
    public void A_first_install_that_is_Live_only_alerts() =>
        Rejected(new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Live, Found.Nothing)).Is(EnvironmentPhase.Live).Says("alert");

    [Fact]
    public void What_ended_is_left_alone() =>
        Rejected(new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking).Abort().Restored().Done().Is(EnvironmentPhase.RolledBack))
            .Is(EnvironmentPhase.RolledBack).Says("nothing is left to do");

    private static EnvironmentScript Rejected(EnvironmentScript script) =>
        script.Apply(new RejectRequested(script.Now, "r1/reject", "r1", "coordinator", "another digest"));
}
