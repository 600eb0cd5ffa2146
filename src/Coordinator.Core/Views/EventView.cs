using Coordinator.Core.Ports;

namespace Coordinator.Core.Views;

/// <summary>A journal row as people see it.</summary>
/// <param name="Position">Its place in the whole journal; the id of a live event.</param>
/// <param name="Stream">Key of the actor, e.g. <c>env/eu-west-1/shop/cart</c>.</param>
/// <param name="Sequence">Number within the stream.</param>
/// <param name="At">Instant.</param>
/// <param name="Kind">Name of the event.</param>
/// <param name="Summary">What was decided, one sentence.</param>
public sealed record EventView(long Position, string Stream, long Sequence, DateTimeOffset At, string Kind, string Summary)
{
    /// <summary>View of a row.</summary>
    public static EventView Of(JournalRow row) =>
        new(row.Position, row.Entry.Stream, row.Entry.Sequence, row.Entry.At, row.Entry.Kind, row.Entry.Summary);
}
