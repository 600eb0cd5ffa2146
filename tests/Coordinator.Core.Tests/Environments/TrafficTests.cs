using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

public sealed class TrafficTests
{
    [Fact]
    public void A_weighted_color_without_a_ready_pod_for_10_seconds_goes_back()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking);
        script.Sees(Found.Traffic(script.State, 100, ready: 0)).Is(EnvironmentPhase.Baking);
        script.After(Seconds(9)).Sees(Found.Traffic(script.State, 100, ready: 0)).Is(EnvironmentPhase.Baking);
        script.After(Seconds(1)).Sees(Found.Traffic(script.State, 100, ready: 0)).Performs<RestoreTraffic>()
            .Holds(state => Assert.Contains("no ready pod", state.Back!.Reason));
    }

    [Fact]
    public void A_weighted_color_without_a_ready_pod_goes_back_even_when_paused_and_without_automatic_rollback()
    {
        var script = new EnvironmentScript(Plan().WithRollback(rollback => rollback with { Automatic = false }).WithMetric(metric => metric with { NoData = NoDataPolicy.Pass }));
        script.Reach(EnvironmentPhase.Baking).Pause().Sees(Found.Traffic(script.State, 100, ready: 0));
        script.After(Seconds(10)).Sees(Found.Traffic(script.State, 100, ready: 0)).Performs<RestoreTraffic>();
    }

    [Fact]
    public void A_look_that_began_before_the_shift_was_confirmed_is_no_foreign_change()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking);
        var before = Found.Traffic(script.State, 0) with { Manager = "kubectl" };
        var began = script.State.PhaseSince - Seconds(1);
        script.Apply(new Sampled(script.Now, script.State.Turn, [], before, LookedAt: began)).Is(EnvironmentPhase.Baking);
        script.Sees(before).Performs<RestoreTraffic>();
    }

    [Fact]
    public void A_ready_pod_in_between_begins_the_10_seconds_anew()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking);
        script.Sees(Found.Traffic(script.State, 100, ready: 0)).After(Seconds(6)).Sees(Found.Traffic(script.State, 100, ready: 1));
        script.After(Seconds(6)).Sees(Found.Traffic(script.State, 100, ready: 0)).Is(EnvironmentPhase.Baking);
    }

    [Fact]
    public void A_color_without_a_ready_pod_does_not_go_on_however_healthy_its_last_sample_was()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking).Sample(0).HealthyFor(Seconds(30));
        script.After(Seconds(30)).Sees(Found.Traffic(script.State, 100, ready: 0)).Is(EnvironmentPhase.Baking)
            .Holds(state => Assert.Equal(Seconds(30), state.Held));
    }

    [Fact]
    public void Without_a_ready_pod_on_either_side_users_stay()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking);
        script.Sees(Found.Traffic(script.State, 100, ready: 0, otherReady: 0)).After(Minutes(1))
            .Sees(Found.Traffic(script.State, 100, ready: 0, otherReady: 0)).Is(EnvironmentPhase.Baking);
    }

    [Fact]
    public void A_weighted_color_is_looked_at_while_its_first_shift_is_still_awaited()
    {
        var plan = Plan();
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Shifting).Done().Performs<ShiftTraffic>();
        Assert.Equal(script.Now + plan.Limits.Look, EnvironmentDeadlines.NextSample(plan, script.State));

        script.After(Seconds(5)).Sees(Found.Traffic(script.State, 100, ready: 0)).Performs<ShiftTraffic>();
        script.After(Seconds(10)).Sees(Found.Traffic(script.State, 100, ready: 0)).Performs<RestoreTraffic>();
    }

    [Fact]
    public void A_weighted_color_is_looked_at_while_its_next_shift_is_awaited()
    {
        var script = new EnvironmentScript(Plan(new(10, Seconds(30)), new(100, Seconds(30)))).Reach(EnvironmentPhase.Shifting).Done().Shifted();
        script.Sample(0).HealthyFor(Seconds(30)).Done().Performs<ShiftTraffic>();
        script.Sees(Found.Traffic(script.State, 10, ready: 0)).After(Seconds(10)).Sees(Found.Traffic(script.State, 10, ready: 0))
            .Performs<RestoreTraffic>();
    }

    [Fact]
    public void A_color_that_has_no_weight_yet_may_be_without_a_ready_pod()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Shifting).Done();
        script.Sees(Found.Traffic(script.State, 0, ready: 0)).After(Seconds(20)).Sees(Found.Traffic(script.State, 0, ready: 0))
            .Performs<ShiftTraffic>();
    }

    [Fact]
    public void Someones_patch_towards_the_old_color_counts_as_an_abort()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking);
        script.Sees(Found.ForeignSelector(script.State, "blue")).Performs<RestoreTraffic>()
            .Holds(state => Assert.Equal("kubectl-edit", state.Back!.By));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("purple")]
    [InlineData(null)]
    public void Someones_patch_to_anything_else_blocks_and_names_the_manager(string? color)
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking);
        script.Sees(Found.ForeignSelector(script.State, color)).Is(EnvironmentPhase.Blocked)
            .Holds(state => Assert.Contains("kubectl-edit", state.Reason))
            .Holds(state => Assert.Equal(EnvironmentPhase.Baking, state.BlockedIn));
    }

    [Fact]
    public void Repeated_patches_block_although_each_goes_towards_the_old_color()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Shifting).Done();
        for (var time = 0; time < 3; time++)
        {
            script.Refused(RefusalKind.ForeignChange, color: "blue", manager: "argocd").Performs<RestoreTraffic>().Restored().Done()
                .Is(EnvironmentPhase.RolledBack).Retry().PreflightFinds("blue").Done().Done().Done();
        }

        script.Refused(RefusalKind.ForeignChange, color: "blue", manager: "argocd").Is(EnvironmentPhase.Blocked)
            .Holds(state => Assert.Contains("argocd", state.Reason));
    }

    [Fact]
    public void A_new_release_begins_with_no_foreign_changes()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking);
        script.Sees(Found.ForeignSelector(script.State, "blue")).Restored().Done().Start("r2")
            .Holds(state => Assert.Equal(0, state.ForeignChanges));
    }

    [Fact]
    public void A_patch_in_a_first_install_blocks_since_there_is_no_old_color()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking, Found.Nothing);
        script.Sees(Found.ForeignSelector(script.State, "green")).Is(EnvironmentPhase.Blocked);
    }

    [Fact]
    public void The_own_rollback_that_went_out_unpersisted_is_adopted_with_its_turn()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking);
        var turn = script.State.Turn + 1;
        script.Sees(Found.ForeignSelector(script.State, "blue") with { Turn = turn })
            .Performs<RestoreTraffic>(effect => Assert.Equal(turn, effect.Turn))
            .Holds(state => Assert.Equal("coordinator", state.Back!.By));
    }

    [Fact]
    public void Metrics_that_are_Unhealthy_while_the_next_shift_is_awaited_go_back()
    {
        var script = new EnvironmentScript(Plan(new(10, Seconds(30)), new(100, Seconds(30)))).Reach(EnvironmentPhase.Shifting).Done().Shifted();
        script.Sample(0).HealthyFor(Seconds(30)).Done().After(Seconds(30)).Sample(0.5).Performs<RestoreTraffic>(effect =>
            Assert.Equal((Color.Green, Color.Blue), (effect.Order.From!.Value, effect.Order.To!.Value)));
    }
}
