namespace Coordinator.Core.Ports;

/// <summary>One recorded decision of one actor.</summary>
/// <param name="Stream">Key of the actor, e.g. <c>env/eu-west-1/shop/cart</c>; 1 to 512 characters.</param>
/// <param name="Sequence">Number within the stream, from 1, without gaps.</param>
/// <param name="Release">Name of the release it belongs to; empty where it belongs to none.</param>
/// <param name="At">Instant of the event in UTC, as the actor's clock told it.</param>
/// <param name="Kind">Name of the event, e.g. <c>TrafficShifted</c>.</param>
/// <param name="Summary">One sentence for people.</param>
/// <param name="Body">JSON: event, digests of its samples and of the resulting state.</param>
public sealed record JournalEntry(
    string Stream, long Sequence, string Release, DateTimeOffset At, string Kind, string Summary, string Body);
