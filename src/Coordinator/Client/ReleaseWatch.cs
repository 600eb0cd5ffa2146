using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Coordinator.Core;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;

namespace Coordinator.Client;

/// <summary>A release as it changes, until it ends. Survives restarts of the server.</summary>
internal sealed class ReleaseWatch(CoordinatorClient client, TimeProvider time)
{
    /// <summary>Measurements change without an event: looked at this often even in silence.</summary>
    public static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(2);

    /// <summary>Shortest time between two reads: at most four a second.</summary>
    public static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>The release now, then each time it is found changed; the last one has ended.</summary>
    /// <param name="name">The release.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ApiException">The server refused.</exception>
    /// <exception cref="UnreachableException">It was away for longer than <see cref="Patience.Restart"/>, or never there.</exception>
    public async IAsyncEnumerable<ReleaseDetail> FollowAsync(string name, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var detail = await client.ReleaseAsync(name, cancellation);
        yield return detail;
        if (detail.Release.Phase.IsEnded())
            yield break;
        var bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ringing = RingAsync(name, bell.Writer, stop.Token);
        try
        {
            for (var known = CoreJson.Write(detail); !detail.Release.Phase.IsEnded();)
            {
                await HeardAsync(bell.Reader, cancellation);
                detail = await client.ReleaseAsync(name, cancellation, Patience.Restart);
                var found = CoreJson.Write(detail);
                if (found != known)
                    yield return detail;
                known = found;
                if (!detail.Release.Phase.IsEnded())
                    await Task.Delay(ShortestPause, time, cancellation);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ringing;
        }
    }

    /// <summary>Rings at each event. Without a feed the release is still looked at: what is wrong shows there.</summary>
    private async Task RingAsync(string name, ChannelWriter<bool> bell, CancellationToken cancellation)
    {
        try
        {
            await foreach (var _ in new EventFeed(client, time).FollowAsync(name, 0, cancellation))
                bell.TryWrite(true);
            bell.TryWrite(true);
        }
        catch (Exception fault) when (fault is ApiException or UnreachableException or OperationCanceledException)
        {
            bell.TryWrite(true);
        }
    }

    /// <summary>Returns at the next ring, or when it is time to look.</summary>
    private async Task HeardAsync(ChannelReader<bool> bell, CancellationToken cancellation)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ring = bell.WaitToReadAsync(wait.Token).AsTask();
        await Task.WhenAny(ring, Task.Delay(RefreshEvery, time, wait.Token));
        await wait.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        while (bell.TryRead(out _))
        {
            // One look answers all rings so far.
        }
    }
}
