namespace Coordinator.Simulator.Audit;

/// <summary>One field that a write changed.</summary>
/// <param name="Path">Such as <c>spec.selector.version</c>.</param>
/// <param name="Before">Its value as JSON; null when it was absent.</param>
/// <param name="After">Its value as JSON; null when it is absent.</param>
public sealed record AuditChange(string Path, string? Before, string? After);
