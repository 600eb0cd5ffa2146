using System.Collections.Immutable;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Recording;

/// <summary>Recomputes an actor's states from its journal rows through the same machine.</summary>
public sealed class Replay<TContext, TState, TEvent>(IMachine<TContext, TState, TEvent> machine, string key)
    where TContext : class
    where TState : class
    where TEvent : class
{
    private long sequence;

    /// <summary>State after the rows so far.</summary>
    public TState State { get; private set; } = machine.Initial(key);

    /// <summary>Digests of the documents that a row needs: its context and its samples.</summary>
    public static (string? Context, string? Samples) Needs(JournalEntry entry)
    {
        var body = CoreJson.Read<JournalBody<TEvent>>(entry.Body);
        return (body.Context, body.Samples);
    }

    /// <summary>Applies one row.</summary>
    /// <param name="entry">The row.</param>
    /// <param name="context">Its context document, parsed; null for none.</param>
    /// <param name="samples">Its samples document; null for none.</param>
    /// <param name="contextOf">Finds the context of a sample, which may differ from the row's.</param>
    /// <returns>Null where the recorded state is met, else what differs.</returns>
    public string? Apply(JournalEntry entry, TContext? context, string? samples, Func<string, TContext?> contextOf)
    {
        if (entry.Sequence != sequence + 1)
        {
            return $"{key}#{entry.Sequence}: row {sequence + 1} is missing";
        }

        sequence = entry.Sequence;
        var body = CoreJson.Read<JournalBody<TEvent>>(entry.Body);
        foreach (var sample in samples is null ? [] : CoreJson.Read<ImmutableArray<TEvent>>(samples))
        {
            State = machine.Decide(machine.ContextOf(State, sample) is { } digest ? contextOf(digest) : null, State, sample).State;
        }

        var decision = machine.Decide(context, State, body.Event);
        State = decision.State;
        var digestNow = Digest.Of(CoreJson.Write(State));
        return digestNow == body.State
            ? null
            : $"{key}#{entry.Sequence} {entry.Kind}: recorded {body.State}, replayed {digestNow}";
    }
}
