using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

/// <summary>Weights between 0 and 100, by each kind of router.</summary>
public sealed class WeightTests
{
    public static TheoryData<RouterKind> Kinds { get; } = [RouterKind.Replicas, RouterKind.GatewayApi, RouterKind.Istio];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_step_brings_the_replicas_then_the_weight_then_holds(RouterKind kind)
    {
        var script = new EnvironmentScript(Stepped(kind)).Reach(EnvironmentPhase.Shifting);
        foreach (var weight in (int[])[10, 50, 100])
        {
            script.Performs<EnsureCapacity>(effect => Assert.Equal(weight == 100 ? null : weight, effect.Order.WeightPercent)).Done()
                .Performs<ShiftTraffic>(effect => Assert.Equal(weight, effect.Order.WeightPercent)).Shifted()
                .Holds(state => Assert.Equal(weight, state.WeightPercent)).Sample(0).HealthyFor(Seconds(30));
        }

        script.Is(EnvironmentPhase.Baking);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_is_exposed_from_the_first_weight_to_the_proof_at_100(RouterKind kind)
    {
        var script = new EnvironmentScript(Stepped(kind)).Reach(EnvironmentPhase.Shifting)
            .Holds(state => Assert.Null(state.ExposedSince)).Done().Holds(state => Assert.NotNull(state.ExposedSince)).Shifted();
        script.Sample(0).HealthyFor(Seconds(30)).Done().Shifted().Holds(state => Assert.Equal(TimeSpan.Zero, state.ProvenHeld));
        script.Sample(0).HealthyFor(Seconds(30)).Done().Shifted().Sample(0).HealthyFor(Seconds(120))
            .Holds(state => Assert.NotNull(state.ProvenAt)).Holds(state => Assert.Null(state.ExposedSince));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_first_install_takes_all_users_at_once(RouterKind kind)
    {
        var script = new EnvironmentScript(Stepped(kind)).Reach(EnvironmentPhase.Shifting, Found.Nothing);
        script.Performs<EnsureCapacity>(effect => Assert.Null(effect.Order.WeightPercent)).Done()
            .Performs<ShiftTraffic>(effect => Assert.Equal((null, 100), (effect.Order.From, effect.Order.WeightPercent)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Unhealthy_at_any_weight_goes_back(RouterKind kind)
    {
        var script = AtTen(kind).Sample(0.5);
        script.Performs<RestoreTraffic>(effect => Assert.Equal((Color.Green, Color.Blue), (effect.Order.From!.Value, effect.Order.To!.Value)));
    }

    [Theory]
    [InlineData(RouterKind.GatewayApi)]
    [InlineData(RouterKind.Istio)]
    public void Weight_that_someone_took_back_counts_as_an_abort(RouterKind kind)
    {
        var script = AtTen(kind);
        script.Sees(Found.ForeignRoute(script.State, 3, 97, kind)).Performs<RestoreTraffic>()
            .Holds(state => Assert.Equal("kubectl-edit", state.Back!.By));
    }

    [Theory]
    [InlineData(30, 70)]
    [InlineData(10, 40)]
    [InlineData(null, null)]
    public void Any_other_change_of_the_weights_blocks_and_names_the_manager(int? own, int? other)
    {
        var script = AtTen(RouterKind.GatewayApi);
        script.Sees(Found.ForeignRoute(script.State, own, other)).Is(EnvironmentPhase.Blocked)
            .Holds(state => Assert.Contains("kubectl-edit changed HTTPRoute/cart", state.Reason));
    }

    [Fact]
    public void A_selector_that_someone_set_to_the_new_colour_below_100_blocks()
    {
        var script = AtTen(RouterKind.GatewayApi);
        script.Sees(Found.Traffic(script.State, 10, kind: RouterKind.GatewayApi) with { SelectorColor = "green", Manager = "kubectl" })
            .Is(EnvironmentPhase.Blocked);
    }

    [Fact]
    public void A_selector_that_someone_set_to_the_old_colour_while_both_share_it_counts_as_an_abort()
    {
        var script = AtTen(RouterKind.Replicas);
        script.Sees(Found.Traffic(script.State, 10, kind: RouterKind.Replicas) with { SelectorColor = "blue", Manager = "kubectl" })
            .Performs<RestoreTraffic>();
    }

    [Fact]
    public void Replicas_that_give_another_share_than_asked_for_are_no_change_by_someone()
    {
        var script = AtTen(RouterKind.Replicas);
        script.Sees(Found.Traffic(script.State, 10, kind: RouterKind.Replicas) with { BlueWeightPercent = 80, GreenWeightPercent = 20 })
            .Is(EnvironmentPhase.Shifting).PerformsNothing();
    }

    [Fact]
    public void The_share_that_replicas_really_give_is_told()
    {
        var script = new EnvironmentScript(Stepped(RouterKind.Replicas)).Reach(EnvironmentPhase.Shifting).Done();
        var seen = Found.Traffic(script.State, 10, kind: RouterKind.Replicas) with { BlueWeightPercent = 80, GreenWeightPercent = 20 };
        script.Apply(new TrafficShifted(script.Now, script.State.Turn, seen)).Says("20 % of the users are on green, 10 % was asked for");
    }

    [Fact]
    public void The_own_rollback_that_went_out_unpersisted_is_adopted_even_half_made()
    {
        var script = AtTen(RouterKind.GatewayApi);
        var turn = script.State.Turn + 1;
        script.Sees(Found.ForeignRoute(script.State, 0, 100) with { Turn = turn })
            .Performs<RestoreTraffic>(effect => Assert.Equal(turn, effect.Turn))
            .Holds(state => Assert.Equal("coordinator", state.Back!.By));
    }

    [Fact]
    public void A_write_that_someone_overtakes_for_ever_keeps_going_back()
    {
        var script = AtTen(RouterKind.GatewayApi).Abort();
        for (var time = 0; time < 20; time++)
        {
            script.Refused(RefusalKind.Conflict).Performs<RestoreTraffic>();
        }
    }

    [Fact]
    public void A_refused_write_towards_the_old_colour_names_the_route()
    {
        var script = AtTen(RouterKind.Istio);
        script.Sample(0).HealthyFor(Seconds(30)).Done().Apply(new EffectRefused(
            script.Now, script.State.Turn, new(RefusalKind.ForeignChange, "changed", FoundColor: null, Manager: "argocd", FoundRoute: "VirtualService/cart to blue=30,green=70")))
            .Is(EnvironmentPhase.Blocked).Says("argocd changed VirtualService/cart to blue=30,green=70");
    }

    private static EnvironmentScript AtTen(RouterKind kind) =>
        new EnvironmentScript(Stepped(kind)).Reach(EnvironmentPhase.Shifting).Done().Shifted();

    private static EnvironmentPlan Stepped(RouterKind kind)
    {
        var plan = Plan(new(10, Seconds(30)), new(50, Seconds(30)), new(100, Seconds(30)));
        return plan with { BlueGreen = plan.BlueGreen with { Router = new(kind, RouteObservation.IsUsedBy(kind) ? "cart" : null) } };
    }
}
