using System.Collections.Immutable;
using System.Text;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;
using Microsoft.Extensions.Logging;

namespace Coordinator.Grains.Actors;

/// <summary>
/// Runs a machine: takes events in order, decides, writes state with its pending effect and outbox in one write, and only then
/// lets effects begin. It decides nothing itself. Events that arrive while a write is under way are decided together and
/// written once. A failed write deactivates the grain: memory never leads storage.
/// </summary>
public abstract partial class ActorGrain<TContext, TState, TEvent>(
    IPersistentState<ActorRecord<TState, TEvent>> storage,
    IMachine<TContext, TState, TEvent> machine,
    ActorServices services) : Grain
    where TContext : class
    where TState : class
    where TEvent : class
{
    /// <summary>Events that may wait at once; more are refused, and their senders ask again.</summary>
    private const int MostWaiting = 10_000;

    /// <summary>Events that are decided together and written at once. Each may have a row, and a journal takes 1,000 in one append:
    /// an outbox with more could never be emptied, and its grain never be activated again.</summary>
    private const int MostPerWrite = 256;

    /// <summary>Bytes of rows after which no further event goes into a write: state and outbox share one row of the store.</summary>
    private const int MostBytesPerWrite = 2 << 20;

    /// <summary>Bytes of one row: a journal refuses more, and what stands in the outbox could never leave it.</summary>
    private const int MostBytesPerRow = 1 << 20;

    /// <summary>Samples that may be in memory only: after a crash they are measured again.</summary>
    private const int MostUnsavedSamples = 16;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);

    private readonly Recorder<TContext, TState, TEvent> recorder = new(machine);
    private readonly Queue<Waiting> inbox = new();
    private ActorRecord<TState, TEvent>? record;
    private ITimer? alarm;
    private bool pumping;
    private int unsaved;
    private bool broken;
    private (string Digest, TContext Context)? cached;

    /// <summary>Key of the grain, the journal's stream.</summary>
    protected string Key { get; private set; } = "";

    /// <summary>The state as it was last decided.</summary>
    protected TState State => Record.State;

    /// <summary>Sequence of the last journal row.</summary>
    protected long Sequence => Record.Sequence;

    /// <summary>What all actors share.</summary>
    protected ActorServices Services => services;

    /// <summary>The clock.</summary>
    protected CoordinatorClock Clock => services.Clock;

    /// <summary>The document that the current state is decided with; null for none.</summary>
    protected TContext? Context => cached?.Context;

    private ActorRecord<TState, TEvent> Record => record ?? throw new InvalidOperationException("the grain is not activated");

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Key = this.GetPrimaryKeyString();
        record = storage.RecordExists ? storage.State : recorder.Initial(GrainKeys.Bare(Key));
        cached = await LoadAsync(machine.ContextOf(State, null), cancellationToken);
        if (!Record.Outbox.IsEmpty)
        {
            await services.Journal.AppendAsync(Record.Outbox, cancellationToken);
            record = Record with { Outbox = [] };
        }

        OnDecided();
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        alarm?.Dispose();
        OnStopped();
        if (unsaved > 0 && !broken)
        {
            await storage.WriteStateAsync(cancellationToken);
        }
    }

    /// <summary>Called after each durable change and after activation: begin effects, tell others, set the alarm.</summary>
    protected abstract void OnDecided();

    /// <summary>Called when the grain stops: cancel what runs.</summary>
    protected abstract void OnStopped();

    /// <summary>Called when a state could not be written for a second, or at all, with the state that was decided.</summary>
    protected virtual void OnUnwritten(TState decided)
    {
    }

    /// <summary>Parses the document of a digest.</summary>
    protected virtual TContext ParseContext(string document) => Core.CoreJson.Read<TContext>(document);

    /// <summary>Takes an event; done when its decision is durable.</summary>
    /// <exception cref="StorageUnavailableException">It could not be written; nothing of it remains.</exception>
    protected Task TakeAsync(TEvent happened)
    {
        if (broken || inbox.Count >= MostWaiting)
        {
            throw new StorageUnavailableException(broken ? $"{Key} restarts after a failed write" : $"{Key} has {MostWaiting} events waiting");
        }

        var waiting = new Waiting(happened, new(TaskCreationOptions.RunContinuationsAsynchronously));
        inbox.Enqueue(waiting);
        if (!pumping)
        {
            pumping = true;
            PumpAsync().Ignore();
        }

        return waiting.Done.Task;
    }

    /// <summary>Wakes the grain at an instant; null for never. The grain stays activated until then.</summary>
    protected void SetAlarm(DateTimeOffset? due, Func<Task> wake)
    {
        alarm?.Dispose();
        alarm = null;
        if (due is not { } at)
        {
            return;
        }

        DelayDeactivation(TimeSpan.FromHours(2));
        var wait = at - Clock.Now;
        var bounded = wait < Clock.FromWall(ShortestWait) ? Clock.FromWall(ShortestWait)
            : wait > TimeSpan.FromDays(20) ? TimeSpan.FromDays(20)
            : wait;
        alarm = Clock.Time.CreateTimer(_ => wake().Ignore(), null, bounded, Timeout.InfiniteTimeSpan);
    }

    private async Task PumpAsync()
    {
        // What arrives in the same turn is decided together and written once.
        await Task.Yield();
        while (inbox.Count > 0 && !broken)
        {
            var batch = new List<Waiting>();
            try
            {
                await DecideAsync(batch);
                batch.ForEach(waiting => waiting.Done.TrySetResult());
            }
            catch (Exception fault)
            {
                Break(fault);
                batch.ForEach(waiting => waiting.Done.TrySetException(fault));
            }
        }

        pumping = false;
        while (inbox.TryDequeue(out var left))
        {
            left.Done.TrySetException(new StorageUnavailableException($"{Key} restarts after a failed write"));
        }
    }

    /// <summary>Decides what waits, up to the limits of one write, and writes it once.</summary>
    /// <param name="batch">Gets the events that were taken.</param>
    private async Task DecideAsync(List<Waiting> batch)
    {
        var (next, durable, bytes) = (Record, false, 0);
        var documents = ImmutableArray.CreateBuilder<string>();
        while (batch.Count < MostPerWrite && bytes < MostBytesPerWrite && inbox.TryDequeue(out var waiting))
        {
            batch.Add(waiting);
            await CacheAsync(machine.ContextOf(next.State, waiting.Event));
            var recorded = recorder.Apply(Key, cached?.Context, next, waiting.Event);
            var size = recorded.IsDurable ? Encoding.UTF8.GetByteCount(recorded.Record.Outbox[^1].Body) : 0;
            if (size > MostBytesPerRow)
            {
                Refuse(waiting, size);
                continue;
            }

            bytes += size;
            next = recorded.Record;
            durable |= recorded.IsDurable;
            unsaved += recorded.Changed && !recorded.IsDurable ? 1 : 0;
            documents.AddRange(recorded.Documents);
        }

        if (ReferenceEquals(next, Record))
        {
            return;
        }

        if (durable || unsaved >= MostUnsavedSamples)
        {
            await WriteAsync(next, documents.ToImmutable());
        }
        else
        {
            record = next;
            storage.State = next;
        }

        OnDecided();
    }

    private async Task CacheAsync(string? digest)
    {
        if (digest != cached?.Digest)
        {
            cached = await LoadAsync(digest, CancellationToken.None);
        }
    }

    /// <summary>Refuses an event before anything of it is written: its sender is told, and the actor goes on as it was.</summary>
    private void Refuse(Waiting waiting, int size) => waiting.Done.TrySetException(new InvalidDataException(
        $"{Key}: {waiting.Event.GetType().Name} would be a row of {size} bytes in the journal, which takes {MostBytesPerRow}"));

    private async Task WriteAsync(ActorRecord<TState, TEvent> next, ImmutableArray<string> documents)
    {
        var writing = StoreAsync(next, documents);
        try
        {
            await writing.WaitAsync(Clock.FromWall(TimeSpan.FromSeconds(1)), Clock.Time);
        }
        catch (TimeoutException) when (!writing.IsCompleted)
        {
            OnUnwritten(next.State);
            await writing;
        }
        catch
        {
            OnUnwritten(next.State);
            throw;
        }

        unsaved = 0;
        record = next;
        if (!next.Outbox.IsEmpty)
        {
            await services.Journal.AppendAsync(next.Outbox, CancellationToken.None);
            record = next with { Outbox = [] };
            storage.State = record;
        }
    }

    private async Task StoreAsync(ActorRecord<TState, TEvent> next, ImmutableArray<string> documents)
    {
        foreach (var document in documents)
        {
            await services.Documents.PutAsync(document, CancellationToken.None);
        }

        storage.State = next;
        await storage.WriteStateAsync();
    }

    private async Task<(string Digest, TContext Context)?> LoadAsync(string? digest, CancellationToken cancellationToken)
    {
        if (digest is null)
        {
            return null;
        }

        var document = await services.Documents.FindAsync(digest, cancellationToken)
            ?? throw new InvalidDataException($"{Key}: the document {digest} is not in the store");
        return (digest, ParseContext(document));
    }

    private void Break(Exception fault)
    {
        LogBroken(services.Logger, Key, fault);
        broken = true;
        alarm?.Dispose();
        DeactivateOnIdle();
    }

    [LoggerMessage(LogLevel.Warning, "{Key} restarts: its decision could not be written")]
    private static partial void LogBroken(ILogger logger, string key, Exception fault);

    private sealed record Waiting(TEvent Event, TaskCompletionSource Done);
}
