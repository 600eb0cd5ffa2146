namespace Coordinator.Simulator.Protobuf;

/// <summary>
/// A field on the wire. <paramref name="Embedded"/> is the type of a struct whose fields stand in the object itself; null for an
/// ordinary field.
/// </summary>
internal sealed record WireField(string Name, string? Embedded);
