using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
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
    public static TrafficObservation Traffic(EnvironmentState state, int weightPercent, int ready = 2, int otherReady = 2)
    {
        var isBlue = state.Colors!.Preview is Color.Blue;
        var serving = weightPercent == 100 ? state.Colors.Preview.Label() : state.Colors.Active?.Label() ?? "none";
        return new(
            serving, serving,
            isBlue ? weightPercent : 100 - weightPercent, isBlue ? 100 - weightPercent : weightPercent,
            isBlue ? ready : otherReady, isBlue ? otherReady : ready,
            ready + otherReady, state.Turn, "test/c1/shop/cart", "coordinator-traffic");
    }

    /// <summary>Traffic whose selector someone else set.</summary>
    public static TrafficObservation ForeignSelector(EnvironmentState state, string? color, string manager = "kubectl-edit") =>
        Traffic(state, state.WeightPercent) with { SelectorColor = color, Manager = manager };
}
