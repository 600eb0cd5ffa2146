using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Environments.Colors;

/// <summary>What differs between traffic as it was read and as it was last confirmed.</summary>
/// <param name="TowardsOld">Whether all that differs gives users back to the old colour.</param>
/// <param name="What">What someone did, for people: <c>set the selector to blue</c>.</param>
/// <param name="Manager">Field manager that did it; null where it is unknown.</param>
internal sealed record TrafficDrift(bool TowardsOld, string What, string? Manager)
{
    /// <summary>The difference; null where there is none.</summary>
    /// <param name="router">Who directs traffic.</param>
    /// <param name="colors">The colours of the release.</param>
    /// <param name="weightPercent">The new colour's weight as it was last confirmed.</param>
    /// <param name="seen">What was read.</param>
    public static TrafficDrift? Of(RouterKind router, ColorAssignment colors, int weightPercent, TrafficObservation seen)
    {
        var selector = OfSelector(router, colors, weightPercent, seen);
        var route = RouteObservation.IsUsedBy(router) ? OfRoute(colors, weightPercent, seen.Route) : null;
        return (selector, route) switch
        {
            ({ } one, { } other) => new(one.TowardsOld && other.TowardsOld, $"{one.What} and {other.What}", one.Manager ?? other.Manager),
            _ => selector ?? route,
        };
    }

    private static TrafficDrift? OfSelector(RouterKind router, ColorAssignment colors, int weightPercent, TrafficObservation seen)
    {
        var expected = weightPercent switch
        {
            100 => colors.Preview.Label(),
            > 0 when router is RouterKind.Replicas => null,
            _ => colors.Active?.Label() ?? ColorNames.None,
        };
        return seen.SelectorColor == expected
            ? null
            : new(
                colors.Active is { } active && seen.SelectorColor == active.Label(),
                $"set the selector to {seen.SelectorColor ?? "no color"}", seen.Manager);
    }

    private static TrafficDrift? OfRoute(ColorAssignment colors, int weightPercent, RouteObservation? route)
    {
        var (own, other) = (route?.WeightOf(colors.Preview), route?.WeightOf(colors.Preview.Other()));
        return own == weightPercent && other == 100 - weightPercent
            ? null
            : new(
                colors.Active is not null && own <= weightPercent && other >= 100 - weightPercent,
                $"changed {route?.Object ?? "the route"} to {route?.Found ?? "nothing"}", route?.Manager);
    }
}
