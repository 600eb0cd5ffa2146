using System.Collections.Immutable;

namespace Coordinator.Core.Recording;

/// <summary>What a machine made of an event.</summary>
/// <param name="State">The next state; the same instance where the event changed nothing. Its pending effect, where the state
/// has one, is the at most one effect of the decision.</param>
/// <param name="Notes">Sentences for the journal; empty where the event is not worth a row.</param>
public sealed record Decision<TState>(TState State, ImmutableArray<string> Notes)
{
    /// <summary>A decision without a sentence.</summary>
    public Decision(TState state)
        : this(state, [])
    {
    }

    /// <summary>A decision with one sentence.</summary>
    public Decision(TState state, string note)
        : this(state, [note])
    {
    }

    /// <summary>The same decision with a sentence before its own.</summary>
    public Decision<TState> After(string note) => this with { Notes = Notes.Insert(0, note) };

    /// <summary>The same decision with the sentences of an earlier one before its own.</summary>
    public Decision<TState> After(ImmutableArray<string> notes) => this with { Notes = [.. notes, .. Notes] };
}
