namespace Coordinator.Core.Releases;

/// <summary>A check of a gate that is to be, or being, run: the release's only effect.</summary>
/// <param name="Turn">Number of the run within the release: idempotency key and fence.</param>
/// <param name="Wave">Name of the wave behind the gate.</param>
/// <param name="Index">The check's place in the gate's list.</param>
/// <param name="Deadline">When it ends as failed.</param>
/// <param name="Fault">Why it could not be run so far; null where it could.</param>
public sealed record GateRun(long Turn, string Wave, int Index, DateTimeOffset Deadline, string? Fault = null);
