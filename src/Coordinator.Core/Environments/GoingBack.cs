namespace Coordinator.Core.Environments;

/// <summary>Why an environment goes or went back.</summary>
/// <param name="By">Subject, <c>coordinator</c>, or a field manager.</param>
/// <param name="Reason">For people.</param>
/// <param name="DecidedAt">Instant of the decision.</param>
/// <param name="RestoredAt">Instant at which users were back on the previous colour; null until then.</param>
/// <param name="OwnFault">Whether this environment was the cause: it counts for the failure policy.</param>
public sealed record GoingBack(string By, string Reason, DateTimeOffset DecidedAt, DateTimeOffset? RestoredAt, bool OwnFault);
