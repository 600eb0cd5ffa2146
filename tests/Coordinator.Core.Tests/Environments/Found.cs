using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Tests.Environments;

/// <summary>What a cluster shows.</summary>
internal static class Found
{
    /// <summary>A Service that selects a colour.</summary>
    public static ColorObservation Serving(string color, long turn = 0) => new()
    {
        ServiceExists = true,
        SelectorColor = color,
        RecordedActive = color,
        Owner = "test/c1/shop/cart",
        Turn = turn,
    };

    /// <summary>Nothing: a first install.</summary>
    public static ColorObservation Nothing { get; } = new() { ServiceExists = false };

    /// <summary>A Service over a Deployment without a colour.</summary>
    public static ColorObservation Uncolored { get; } = new()
    {
        ServiceExists = true,
        UncoloredDeployments = ["cart"],
        UncoloredPods = 2,
    };

    /// <summary>Traffic with the new colour at a weight, both colours ready.</summary>
    public static TrafficObservation Traffic(
        EnvironmentState state, int weightPercent, int ready = 2, int otherReady = 2, RouterKind kind = RouterKind.Service)
    {
        var isBlue = state.Colors!.Preview is Color.Blue;
        var isShared = kind is RouterKind.Replicas && weightPercent is > 0 and < 100;
        var serving = weightPercent == 100 ? state.Colors.Preview.Label() : state.Colors.Active?.Label() ?? "none";
        var (blue, green) = isBlue ? (weightPercent, 100 - weightPercent) : (100 - weightPercent, weightPercent);
        return new(
            isShared ? null : serving, isShared ? SharedSelector.RecordOf(state.Colors.Preview.Other()) : serving, blue, green,
            isBlue ? ready : otherReady, isBlue ? otherReady : ready,
            ready + otherReady, state.Turn, "test/c1/shop/cart", "coordinator-traffic",
            Route: RouteObservation.IsUsedBy(kind) ? Route(blue, green, state.Turn) : null);
    }

    /// <summary>A route with weights, as the coordinator wrote them.</summary>
    public static RouteObservation Route(int blue, int green, long turn = 0) => new(
        "HTTPRoute/cart", blue, green, RouteObservation.RecordOf(blue, green), "coordinator-traffic", "test/c1/shop/cart", turn);

    /// <summary>Traffic whose route someone else changed.</summary>
    public static TrafficObservation ForeignRoute(EnvironmentState state, int? own, int? other, RouterKind kind = RouterKind.GatewayApi)
    {
        var isBlue = state.Colors!.Preview is Color.Blue;
        var seen = Traffic(state, state.WeightPercent, kind: kind);
        return seen with
        {
            Route = seen.Route! with { BlueWeightPercent = isBlue ? own : other, GreenWeightPercent = isBlue ? other : own, Manager = "kubectl-edit" },
        };
    }

    /// <summary>Traffic whose selector someone else set.</summary>
    public static TrafficObservation ForeignSelector(EnvironmentState state, string? color, string manager = "kubectl-edit") =>
        Traffic(state, state.WeightPercent) with { SelectorColor = color, Manager = manager };
}
