using System.Collections.Immutable;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Tests.Model;

/// <summary>A machine with its record and its journal, as a grain keeps them.</summary>
internal sealed class Actor<TContext, TState, TEvent>(
    IMachine<TContext, TState, TEvent> machine, string key, Func<string, TContext?> contexts)
    where TContext : class
    where TState : class
    where TEvent : class
{
    private readonly Recorder<TContext, TState, TEvent> recorder = new(machine);
    private readonly List<JournalEntry> journal = [];
    private readonly Dictionary<string, string> documents = [];

    public string Key => key;

    public ActorRecord<TState, TEvent> Record { get; private set; } = new Recorder<TContext, TState, TEvent>(machine).Initial(key);

    public TState State => Record.State;

    public IReadOnlyList<JournalEntry> Journal => journal;

    /// <summary>Applies an event. False where it changed nothing.</summary>
    public bool Take(TEvent happened)
    {
        var context = machine.ContextOf(State, happened) is { } digest ? contexts(digest) : null;
        var recorded = recorder.Apply(key, context, Record, happened);
        if (!recorded.Changed)
        {
            return false;
        }

        foreach (var document in recorded.Documents)
        {
            documents[Digest.Of(document)] = document;
        }

        journal.AddRange(recorded.Record.Outbox);
        Record = recorded.Record with { Outbox = [] };
        return true;
    }

    /// <summary>A backup: calling it puts everything back as it is now.</summary>
    public Action BackUp()
    {
        var (record, rows) = (Record, journal.Count);
        return () =>
        {
            Record = record;
            journal.RemoveRange(rows, journal.Count - rows);
        };
    }

    /// <summary>What differs when the journal is replayed; empty = nothing, up to the samples that no row carries yet.</summary>
    public ImmutableArray<string> Replayed()
    {
        var replay = new Replay<TContext, TState, TEvent>(machine, key);
        var differences = journal.Select(entry =>
        {
            var (context, samples) = Replay<TContext, TState, TEvent>.Needs(entry);
            return replay.Apply(entry, context is null ? null : contexts(context), samples is null ? null : documents[samples], contexts);
        }).OfType<string>().ToImmutableArray();
        return differences.IsEmpty && Record.Samples.IsEmpty && CoreJson.Write(replay.State) != CoreJson.Write(State)
            ? [$"{key}: the replayed state is another"]
            : differences;
    }
}
