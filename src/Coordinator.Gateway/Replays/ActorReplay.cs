using Coordinator.Core;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;
using Coordinator.Grains;

namespace Coordinator.Gateway.Replays;

/// <summary>Recomputes one actor's decisions from its first row, page by page.</summary>
internal sealed class ActorReplay<TContext, TState, TEvent>(
    IMachine<TContext, TState, TEvent> machine, IJournal journal, IDocuments documents) : IActorReplay
    where TContext : class
    where TState : class
    where TEvent : class
{
    private const int RowsPerRead = 200;
    private const int MostContexts = 8;

    private readonly Dictionary<string, TContext> contexts = new(StringComparer.Ordinal);

    public async Task<long> RunAsync(string stream, Action<string> mismatch, CancellationToken cancellationToken)
    {
        var replay = new Replay<TContext, TState, TEvent>(machine, GrainKeys.Bare(stream));
        for (var done = 0L; ;)
        {
            var rows = await journal.ReadStreamAsync(stream, done, RowsPerRead, cancellationToken);
            foreach (var row in rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                done++;
                if (await ApplyAsync(replay, row.Entry, mismatch, cancellationToken) is false)
                {
                    return done;
                }
            }

            if (rows.Length < RowsPerRead)
            {
                return done;
            }
        }
    }

    /// <summary>Whether the rows after this one can be replayed.</summary>
    private async Task<bool> ApplyAsync(
        Replay<TContext, TState, TEvent> replay, JournalEntry entry, Action<string> mismatch, CancellationToken cancellationToken)
    {
        try
        {
            var (contextDigest, samplesDigest) = Replay<TContext, TState, TEvent>.Needs(entry);
            var samples = samplesDigest is null ? null : await DocumentAsync(samplesDigest, cancellationToken);
            if (samples is not null && machine.ContextOf(replay.State, default) is { } underWay)
            {
                await ContextAsync(underWay, cancellationToken);
            }

            var context = contextDigest is null ? null : await ContextAsync(contextDigest, cancellationToken);
            if (replay.Apply(entry, context, samples, contexts.GetValueOrDefault) is { } difference)
            {
                mismatch(difference);
                // Every row after it would differ too, or begin at the wrong place.
                return false;
            }

            return true;
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or StorageUnavailableException))
        {
            mismatch($"{entry.Stream}#{entry.Sequence} {entry.Kind}: can't be replayed: {fault.Message}");
            return false;
        }
    }

    private async Task<TContext> ContextAsync(string digest, CancellationToken cancellationToken)
    {
        if (!contexts.TryGetValue(digest, out var context))
        {
            context = CoreJson.Read<TContext>(await DocumentAsync(digest, cancellationToken));
            if (contexts.Count >= MostContexts)
            {
                contexts.Clear();
            }

            contexts[digest] = context;
        }

        return context;
    }

    private async Task<string> DocumentAsync(string digest, CancellationToken cancellationToken) =>
        await documents.FindAsync(digest, cancellationToken) ?? throw new InvalidDataException($"the document {digest} is not in the store");
}
