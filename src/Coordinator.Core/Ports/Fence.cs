namespace Coordinator.Core.Ports;

/// <summary>What every write carries, so that a stale owner's write never lands.</summary>
/// <param name="Owner">Installation and environment key; goes into the annotation <c>coordinator.dev/owner</c>.</param>
/// <param name="Turn">Number of the decision; goes into the annotation <c>coordinator.dev/turn</c>.</param>
public sealed record Fence(string Owner, long Turn);
