using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Environments.Colors;

/// <summary>A route (HTTPRoute, VirtualService) as it was read, as far as it concerns the target Service.</summary>
/// <param name="Object">Kind and name, for people: <c>HTTPRoute/cart</c>.</param>
/// <param name="BlueWeightPercent">Users' share of blue, the largest of all rules, 0 to 100; a rule that names the target Service
/// itself gives its share to the selector's colour. Null where no rule leads to the application, or the route is absent.</param>
/// <param name="GreenWeightPercent">Users' share of green, likewise.</param>
/// <param name="Recorded">What the write of its weights recorded, as <see cref="RecordOf"/> writes it; null where the coordinator
/// never wrote them.</param>
/// <param name="Manager">Field manager that last wrote the rules; null where it is unknown.</param>
/// <param name="Owner">Owner of this application's part of the route; null where it has none.</param>
/// <param name="Turn">Turn of this application's part; 0 where it has none.</param>
public sealed record RouteObservation(
    string Object, int? BlueWeightPercent, int? GreenWeightPercent, string? Recorded, string? Manager, string? Owner, long Turn)
{
    /// <summary>Whether a kind of router writes a route at all.</summary>
    public static bool IsUsedBy(RouterKind kind) => kind switch
    {
        RouterKind.GatewayApi or RouterKind.Istio => true,
        RouterKind.Service or RouterKind.Replicas => false,
    };

    /// <summary>How weights are recorded: <c>blue=90,green=10</c>.</summary>
    public static string RecordOf(int bluePercent, int greenPercent) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"blue={bluePercent},green={greenPercent}");

    /// <summary>The weights as they are, in the same form.</summary>
    public string Found => BlueWeightPercent is { } blue && GreenWeightPercent is { } green
        ? RecordOf(blue, green) : "no rule of the application";

    /// <summary>The share of a colour; null where the route has no rule of the application.</summary>
    public int? WeightOf(Color color) => color is Color.Blue ? BlueWeightPercent : GreenWeightPercent;
}
