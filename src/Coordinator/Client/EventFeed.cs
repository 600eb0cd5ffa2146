using System.Runtime.CompilerServices;
using Coordinator.Core.Views;

namespace Coordinator.Client;

/// <summary>The live events of a release over as many connections as it takes, each once and in order.</summary>
internal sealed class EventFeed(CoordinatorClient client, TimeProvider time)
{
    /// <summary>Wait before a broken connection is opened again, so that a server that drops each one is not stormed.</summary>
    public static readonly TimeSpan ReopenAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>Until the server says that there will be no more.</summary>
    /// <param name="release">The release.</param>
    /// <param name="after">Only events behind this position.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ApiException">The server refused.</exception>
    /// <exception cref="UnreachableException">It was away for longer than <see cref="Patience.Restart"/>, or never there.</exception>
    public async IAsyncEnumerable<EventView> FollowAsync(
        string release, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var position = after;
        for (var patience = Patience.Brief; ; patience = Patience.Restart)
        {
            await using var stream = await client.OpenEventsAsync(release, position, patience, cancellation);
            while (await stream.NextAsync(cancellation) is { } view)
            {
                // A server may send the last one again; a reader wants it once.
                if (view.Position <= position)
                    continue;
                position = view.Position;
                yield return view;
            }
            if (stream.IsEnded)
                yield break;
            await Task.Delay(ReopenAfter, time, cancellation);
        }
    }
}
