using System.Collections.Immutable;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Recording;

/// <summary>What an actor persists, in one write: its state with the pending effect, and the journal rows not yet sent.</summary>
public sealed record ActorRecord<TState, TEvent>
{
    /// <summary>Version of this form.</summary>
    public int Format { get; init; } = 1;

    /// <summary>State of the machine.</summary>
    public required TState State { get; init; }

    /// <summary>Sequence of the last journal row of this actor.</summary>
    public long Sequence { get; init; }

    /// <summary>Rows that the journal may not have yet, oldest first.</summary>
    public ImmutableArray<JournalEntry> Outbox { get; init; } = [];

    /// <summary>Samples since the last row: they go with the next one as a document, for the replay.</summary>
    public ImmutableArray<TEvent> Samples { get; init; } = [];
}
