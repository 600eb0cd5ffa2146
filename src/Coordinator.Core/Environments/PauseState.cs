namespace Coordinator.Core.Environments;

/// <summary>Why and since when an environment waits.</summary>
/// <param name="Kind">The kind; promote ends a <see cref="PauseKind.HoldLimit"/>.</param>
/// <param name="By">Subject, or <c>coordinator</c>.</param>
/// <param name="Reason">For people.</param>
/// <param name="Since">Instant.</param>
public sealed record PauseState(PauseKind Kind, string By, string Reason, DateTimeOffset Since);
