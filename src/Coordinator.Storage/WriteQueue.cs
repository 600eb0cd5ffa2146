using System.Threading.Channels;
using Coordinator.Core.Ports;

namespace Coordinator.Storage;

/// <summary>Writes of many callers, handed to one writer in groups that share a commit. Bounded: a full queue makes callers
/// wait.</summary>
internal sealed class WriteQueue<TWork>(int capacity, int groupSize)
{
    private readonly Channel<PendingWrite<TWork>> _channel =
        Channel.CreateBounded<PendingWrite<TWork>>(new BoundedChannelOptions(capacity) { SingleReader = true });

    /// <exception cref="OperationCanceledException">Cancelled before the writer took it: nothing was written.</exception>
    /// <exception cref="StorageUnavailableException">The store is closed, or could not take the write.</exception>
    public async Task<object?> SubmitAsync(TWork work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var write = new PendingWrite<TWork>(work);
        try
        {
            await _channel.Writer.WriteAsync(write, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException e)
        {
            throw new StorageUnavailableException("the store is closed", e);
        }

        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((PendingWrite<TWork>)state!).Cancel(token), write).ConfigureAwait(false);
        return await write.Outcome.ConfigureAwait(false);
    }

    /// <summary>False once the queue is closed and empty.</summary>
    public ValueTask<bool> WaitAsync() => _channel.Reader.WaitToReadAsync();

    /// <summary>Replaces the content of <paramref name="group"/> with what waits, at most one group.</summary>
    public void Take(List<PendingWrite<TWork>> group)
    {
        group.Clear();
        while (group.Count < groupSize && _channel.Reader.TryRead(out var write))
        {
            if (write.TryTake())
                group.Add(write);
        }
    }

    /// <summary>Takes no more writes; those that wait are still made.</summary>
    public void Close() => _channel.Writer.TryComplete();
}
