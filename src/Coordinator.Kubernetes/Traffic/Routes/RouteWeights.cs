using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Ports;

namespace Coordinator.Kubernetes.Traffic.Routes;

/// <summary>Shares of the two colours in percent, 0 to 100 each; together 100.</summary>
internal sealed record RouteWeights(int Blue, int Green)
{
    /// <summary>As an order gives them.</summary>
    public static RouteWeights Of(TrafficOrder order, Color to) => Of(to, order.WeightPercent);

    /// <summary>A colour's share, and the rest to the other.</summary>
    public static RouteWeights Of(Color color, int percent) =>
        color is Color.Blue ? new RouteWeights(percent, 100 - percent) : new RouteWeights(100 - percent, percent);

    /// <summary>The share of a colour.</summary>
    public int Share(Color color) => color is Color.Blue ? Blue : Green;

    /// <summary>As they are recorded.</summary>
    public string Record => RouteObservation.RecordOf(Blue, Green);
}
