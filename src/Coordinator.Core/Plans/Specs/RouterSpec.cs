namespace Coordinator.Core.Plans.Specs;

/// <summary>Who directs traffic.</summary>
/// <param name="Kind">Default <see cref="RouterKind.Service"/>.</param>
/// <param name="Route">Name of the HTTPRoute or VirtualService; null with the other kinds.</param>
public sealed record RouterSpec(RouterKind Kind = RouterKind.Service, string? Route = null);
