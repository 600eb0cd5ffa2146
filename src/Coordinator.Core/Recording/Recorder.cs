using System.Collections.Immutable;
using System.Text;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Recording;

/// <summary>Runs a machine and keeps its record: every change of state has exactly one journal row.</summary>
public sealed class Recorder<TContext, TState, TEvent>(IMachine<TContext, TState, TEvent> machine)
    where TContext : class
    where TState : class
    where TEvent : class
{
    /// <summary>Samples that are kept at most before a row is written for them alone.</summary>
    public const int MostSamples = 64;

    /// <summary>Longest summary of a row: a decision over a thousand environments has a sentence for each, which its body keeps whole.</summary>
    public const int MostSummaryCharacters = 2000;

    /// <summary>The machine.</summary>
    public IMachine<TContext, TState, TEvent> Machine => machine;

    /// <summary>The record before the first event.</summary>
    public ActorRecord<TState, TEvent> Initial(string key) => new() { State = machine.Initial(key) };

    /// <summary>The record after an event. Pure.</summary>
    /// <param name="key">Key of the actor, the journal's stream.</param>
    /// <param name="context">Document of <see cref="IMachine{TContext,TState,TEvent}.ContextOf"/>.</param>
    /// <param name="record">The record before.</param>
    /// <param name="happened">The event.</param>
    public Recorded<TState, TEvent> Apply(
        string key, TContext? context, ActorRecord<TState, TEvent> record, TEvent happened)
    {
        var decision = machine.Decide(context, record.State, happened);
        if (ReferenceEquals(decision.State, record.State) && decision.Notes.IsEmpty)
        {
            return new(record, Changed: false, IsDurable: false, []);
        }

        if (decision.Notes.IsEmpty && machine.IsSample(happened) && record.Samples.Length + 1 < MostSamples)
        {
            var sampled = record with { State = decision.State, Samples = record.Samples.Add(happened) };
            return new(sampled, Changed: true, IsDurable: false, []);
        }

        var samples = record.Samples.IsEmpty ? null : CoreJson.Write(record.Samples);
        var body = new JournalBody<TEvent>(
            happened,
            samples is null ? null : Digest.Of(samples),
            machine.ContextOf(record.State, happened),
            Digest.Of(CoreJson.Write(decision.State)),
            decision.Notes);
        var entry = new JournalEntry(
            key,
            record.Sequence + 1,
            machine.ReleaseOf(decision.State),
            machine.InstantOf(happened),
            happened.GetType().Name,
            Summary(decision.Notes),
            CoreJson.Write(body));
        var next = record with
        {
            State = decision.State,
            Sequence = entry.Sequence,
            Outbox = record.Outbox.Add(entry),
            Samples = [],
        };
        return new(next, Changed: true, IsDurable: true, samples is null ? [] : [samples]);
    }

    /// <summary>The sentences as a journal takes them. A row that it refused would stand in the outbox for ever, so what clusters and
    /// people wrote must not get there as it is: NUL and halves of characters are replaced.</summary>
    private static string Summary(ImmutableArray<string> notes)
    {
        var text = string.Join("; ", notes);
        if (text.Length > MostSummaryCharacters)
        {
            text = $"{text[..MostSummaryCharacters]} … ({notes.Length} in all)";
        }

        var characters = text.EnumerateRunes().Select(rune => rune.Value == 0 ? Rune.ReplacementChar : rune);
        return string.Concat(characters);
    }
}
