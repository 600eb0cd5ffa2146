namespace Coordinator.Core.Ports;

/// <summary>A stored entry and its place in the whole journal.</summary>
/// <param name="Position">Ascending in commit order, not necessarily without gaps.</param>
/// <param name="Entry">What was appended.</param>
public sealed record JournalRow(long Position, JournalEntry Entry);
