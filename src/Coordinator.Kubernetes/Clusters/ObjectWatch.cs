using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>Watches objects of several queries at once and tells when any of them changed.</summary>
internal sealed class ObjectWatch : IAsyncDisposable
{
    private readonly ClusterApi api;
    private readonly Pacer pacer;
    private readonly ImmutableArray<ObjectQuery> queries;
    private readonly CancellationTokenSource stopping;
    private readonly Channel<bool> pulse = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly ImmutableArray<ObjectFeed> feeds;
    private readonly Task running;

    private ObjectWatch(ClusterApi api, Pacer pacer, ImmutableArray<ObjectQuery> queries, CancellationToken cancellationToken)
    {
        (this.api, this.pacer, this.queries) = (api, pacer, queries);
        stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        feeds = [.. queries.Select(query => new ObjectFeed(api, pacer, query, () => pulse.Writer.TryWrite(true)))];
        running = Task.WhenAll(feeds.Select(RunAsync));
    }

    /// <summary>Begins to watch.</summary>
    public static ObjectWatch Start(
        ClusterApi api, Pacer pacer, ImmutableArray<ObjectQuery> queries, CancellationToken cancellationToken) =>
        new(api, pacer, queries, cancellationToken);

    /// <summary>Waits until something has changed since the last call, and all queries have been listed; null where the
    /// deadline comes first.</summary>
    /// <returns>The objects of each query.</returns>
    /// <exception cref="Core.Ports.ClusterUnreachableException">The API does not answer.</exception>
    /// <exception cref="ApiRejectedException">Listing or watching is not permitted.</exception>
    public async Task<ImmutableArray<ImmutableArray<JsonObject>>?> NextAsync(
        DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        using var limit = pacer.LimitAt(deadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            do
            {
                await pulse.Reader.ReadAsync(either.Token);
            }
            while (feeds.Any(feed => feed.Items is null));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (ChannelClosedException closed) when (closed.InnerException is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
        }

        return [.. feeds.Select(feed => feed.Items!.ToImmutableArray())];
    }

    /// <summary>The objects of each query by a list of now: what is judged last must not hang on a watch that may have
    /// fallen silent.</summary>
    public async Task<ImmutableArray<ImmutableArray<JsonObject>>> LookAsync(CancellationToken cancellationToken)
    {
        var lists = await Task.WhenAll(queries.Select(query => api.ListAsync(query, cancellationToken)));
        return [.. lists.Select(list => list.Items)];
    }

    /// <summary>Ends the watches.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private async Task RunAsync(ObjectFeed feed)
    {
        try
        {
            await feed.RunAsync(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception fault)
        {
            // Whoever waits is told; the other feeds have no one to tell any more.
            pulse.Writer.TryComplete(fault);
        }
    }
}
