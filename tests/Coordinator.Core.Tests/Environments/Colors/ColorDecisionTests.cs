using Coordinator.Core.Environments.Colors;

namespace Coordinator.Core.Tests.Environments.Colors;

/// <summary>Each rule that decides which colour serves (<c>tests/COLORS.md</c>).</summary>
public sealed class ColorDecisionTests
{
    private const string Us = "main/one/shop/cart";

    private static readonly ColorTarget Target = new("shop", "cart", "version", Us, Adopt: false);

    private static readonly ColorObservation Nothing = new() { ServiceExists = true };

    private static ColoredWorkload Blue(int replicas, string? owner = Us) =>
        new("cart-blue", Color.Blue, replicas, replicas, "1.0.0", owner);

    private static ColoredWorkload Green(int replicas, string? owner = Us) =>
        new("cart-green", Color.Green, replicas, replicas, "2.0.0", owner);

    private static ColorObservation Serving(string color) => Nothing with { SelectorColor = color, RecordedActive = color };

    private static RouteObservation Route(int blue, int green, string? record, long turn) =>
        new("HTTPRoute/cart", blue, green, record, "kubectl", record is null ? null : Us, turn);

    [Theory]
    [InlineData("blue", Color.Blue, Color.Green)]
    [InlineData("green", Color.Green, Color.Blue)]
    public void A_selector_that_names_a_colour_makes_it_active_even_without_pods(string selector, Color active, Color preview) =>
        Assigned(new(active, preview), Nothing with { SelectorColor = selector });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void First_install_no_coloured_Deployment_and_no_pod_that_matches_previews_blue(bool serviceExists) =>
        Assigned(new(null, Color.Blue), Nothing with { ServiceExists = serviceExists });

    [Fact]
    public void A_selector_of_none_without_uncoloured_pods_is_a_first_install_again() =>
        Assigned(new(null, Color.Blue), Nothing with { SelectorColor = "none", RecordedActive = "none", Workloads = [Blue(3)] });

    [Theory]
    [InlineData(4, 0, Color.Blue)]
    [InlineData(0, 4, Color.Green)]
    public void Without_a_record_and_a_colour_in_the_selector_the_only_colour_with_replicas_is_active(int blue, int green,
        Color active) =>
        Assigned(new(active, active.Other()), Nothing with { Workloads = [Blue(blue), Green(green)] });

    [Fact]
    public void Without_a_colour_in_the_selector_two_colours_with_replicas_are_a_split() =>
        Refused(ColorRefusal.TrafficSplit, Nothing with { Workloads = [Blue(1), Green(1)] });

    [Theory]
    [InlineData("green", "blue")]
    [InlineData("none", "blue")]
    [InlineData(null, "blue")]
    [InlineData("blue", "none")]
    public void Where_selector_and_record_disagree_traffic_is_split(string? selector, string record) =>
        Refused(ColorRefusal.TrafficSplit,
            Nothing with { SelectorColor = selector, RecordedActive = record, SelectorManager = "kubectl-edit" });

    [Theory]
    [InlineData("blue+green", Color.Blue)]
    [InlineData("green+blue", Color.Green)]
    public void A_selector_that_both_colours_share_on_purpose_is_of_the_colour_that_served_before(string record, Color active) =>
        Assigned(new(active, active.Other()), Nothing with { RecordedActive = record, Workloads = [Blue(4), Green(1)] });

    [Theory]
    [InlineData("blue")]
    [InlineData("none")]
    public void A_selector_that_someone_gave_a_colour_while_both_share_it_is_a_split(string selector) =>
        Refused(ColorRefusal.TrafficSplit, Nothing with { SelectorColor = selector, RecordedActive = "blue+green" });

    [Fact]
    public void A_route_that_nobody_of_ours_wrote_may_follow_the_selector() =>
        Assigned(new(Color.Blue, Color.Green), Serving("blue") with { Route = Route(100, 0, null, 0) });

    [Fact]
    public void A_route_that_nobody_of_ours_wrote_and_that_gives_both_colours_users_is_a_split() =>
        Refused(ColorRefusal.TrafficSplit, Serving("blue") with { Route = Route(50, 50, null, 0) });

    [Fact]
    public void A_weight_between_of_our_own_leaves_the_colour_of_the_selector_active() =>
        Assigned(new(Color.Blue, Color.Green), Serving("blue") with { Route = Route(90, 10, "blue=90,green=10", 8) });

    [Fact]
    public void A_route_that_differs_from_its_record_is_a_split_that_names_both_and_the_manager()
    {
        var refusal = Refused(ColorRefusal.TrafficSplit, Serving("blue") with { Route = Route(40, 60, "blue=90,green=10", 8) });
        Assert.Contains("blue=40,green=60", refusal.Message);
        Assert.Contains("blue=90,green=10", refusal.Message);
        Assert.Contains("kubectl", refusal.Message);
    }

    [Fact]
    public void A_switch_of_ours_that_got_as_far_as_the_route_makes_its_colour_active() =>
        Assigned(new(Color.Green, Color.Blue), Serving("blue") with { ServiceTurn = 6, Route = Route(0, 100, "blue=0,green=100", 8) });

    [Fact]
    public void A_selector_that_was_written_after_the_route_and_disagrees_is_a_split() =>
        Refused(ColorRefusal.TrafficSplit, Serving("blue") with { ServiceTurn = 8, Route = Route(0, 100, "blue=0,green=100", 8) });

    [Fact]
    public void A_part_of_a_route_that_another_environment_owns_is_refused() => Refused(
        ColorRefusal.OtherOwner, Serving("blue") with { Route = Route(100, 0, "blue=100,green=0", 8) with { Owner = "main/two/shop/cart" } });

    [Fact]
    public void A_split_tells_the_commands_that_resolve_it()
    {
        var refusal = Refused(ColorRefusal.TrafficSplit,
            Nothing with { SelectorColor = "green", RecordedActive = "blue", SelectorManager = "kubectl-edit" });
        Assert.Contains("kubectl-edit", refusal.Message);
        Assert.Contains("kubectl -n shop annotate service cart coordinator.dev/active=green --overwrite", refusal.Message);
        Assert.Contains("kubectl -n shop patch service cart", refusal.Message);
    }

    [Fact]
    public void Pods_that_match_without_a_colour_need_adoption() =>
        Assert.Contains("cart",
            Refused(ColorRefusal.AdoptionNeeded, Nothing with { UncoloredPods = 3, UncoloredDeployments = ["cart"] }).Message);

    [Fact]
    public void With_adopt_pods_without_a_colour_become_blue() =>
        Assigned(new(Color.Blue, Color.Green, Adopt: true), Nothing with { UncoloredPods = 3 }, Target with { Adopt = true });

    [Fact]
    public void An_adoption_that_was_interrupted_goes_on() =>
        Assigned(new(Color.Blue, Color.Green, Adopt: true), Nothing with { UncoloredPods = 3, Workloads = [Blue(3)] },
            Target with { Adopt = true });

    [Fact]
    public void An_adoption_whose_switch_was_made_is_over() =>
        Assigned(new(Color.Blue, Color.Green),
            Nothing with { SelectorColor = "blue", RecordedActive = "blue", UncoloredPods = 3, Workloads = [Blue(3)] },
                Target with { Adopt = true });

    [Theory]
    [InlineData(1, 0, null)]
    [InlineData(0, 1, Us)]
    public void A_colour_that_is_no_clone_beside_uncoloured_pods_is_a_split(int blue, int green, string? owner) =>
        Refused(ColorRefusal.TrafficSplit,
            Nothing with { UncoloredPods = 3, Workloads = [Blue(blue, owner), Green(green, owner)] },
                Target with { Adopt = true });

    [Fact]
    public void Any_other_value_in_the_selector_is_refused() =>
        Refused(ColorRefusal.UnknownColor, Nothing with { SelectorColor = "v1" });

    [Fact]
    public void Any_other_value_of_the_label_is_refused() =>
        Assert.Contains("v1", Refused(ColorRefusal.UnknownColor, Nothing with { SelectorColor = "blue", UnknownColors = ["v1"] })
            .Message);

    [Fact]
    public void A_Service_of_another_environment_is_refused() =>
        Refused(ColorRefusal.OtherOwner, Nothing with { SelectorColor = "blue", Owner = "other/one/shop/cart" });

    [Fact]
    public void A_Deployment_of_another_environment_is_refused() =>
        Refused(ColorRefusal.OtherOwner,
            Nothing with { SelectorColor = "blue", Owner = Us, Workloads = [Green(0, "other/one/shop/cart")] });

    [Fact]
    public void Objects_without_an_owner_are_taken() =>
        Assigned(new(Color.Blue, Color.Green), Nothing with { SelectorColor = "blue", Workloads = [Blue(2, owner: null)] });

    private static void Assigned(ColorAssignment expected, ColorObservation observed, ColorTarget? target = null)
    {
        var verdict = ColorDecision.Decide(observed, target ?? Target);
        Assert.Null(verdict.Refusal);
        Assert.Equal(expected, verdict.Assignment);
    }

    private static ColorRefusal Refused(string code, ColorObservation observed, ColorTarget? target = null)
    {
        var verdict = ColorDecision.Decide(observed, target ?? Target);
        Assert.Null(verdict.Assignment);
        Assert.Equal(code, verdict.Refusal!.Code);
        return verdict.Refusal;
    }
}
