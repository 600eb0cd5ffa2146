using Coordinator.Core.Environments.Colors;

namespace Coordinator.Core.Ports;

/// <summary>Traffic object and endpoints as they were read.</summary>
/// <param name="SelectorColor">Colour in the Service's selector: blue, green, none, another text, or null.</param>
/// <param name="RecordedActive">Annotation <c>coordinator.dev/active</c>; <see cref="SharedSelector"/> where both colours are
/// selected on purpose.</param>
/// <param name="BlueWeightPercent">Users' share of blue, 0 to 100.</param>
/// <param name="GreenWeightPercent">Users' share of green, 0 to 100.</param>
/// <param name="BlueReady">Ready pods of blue.</param>
/// <param name="GreenReady">Ready pods of green.</param>
/// <param name="ReadyEndpoints">Ready endpoints of the target Service.</param>
/// <param name="Turn">The higher of the turns on Service and route; 0 where there is none.</param>
/// <param name="Owner">Owner on the object that carries it.</param>
/// <param name="Manager">Field manager that last wrote the selector's colour.</param>
/// <param name="BluePods">Pods of blue that are not ending, ready or not.</param>
/// <param name="GreenPods">Pods of green that are not ending, ready or not.</param>
/// <param name="Route">The route; null with routers that have none.</param>
public sealed record TrafficObservation(
    string? SelectorColor, string? RecordedActive, int BlueWeightPercent, int GreenWeightPercent, int BlueReady, int GreenReady,
    int ReadyEndpoints, long Turn, string? Owner, string? Manager, int BluePods = 0, int GreenPods = 0, RouteObservation? Route = null);
