using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>
/// Keeps the objects of a query as the cluster has them: lists once, watches from that version, goes on from the last version
/// seen when a watch ends or breaks, and lists again only where that version has expired (410) or watches bring nothing.
/// </summary>
internal sealed class ObjectFeed(ClusterApi api, Pacer pacer, ObjectQuery query, Action changed)
{
    /// <summary>Length of one watch, in wall time: a connection that has died silently is noticed after it.</summary>
    private static readonly TimeSpan WatchLength = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WatchSlack = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan QuickEnd = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    private const int FaultsUntilUnreachable = 5;
    private const int FruitlessUntilListed = 3;

    private ImmutableDictionary<string, JsonObject>? items;
    private string? version;
    private long seen;
    private long listed;

    /// <summary>The objects; null before the first list.</summary>
    public IEnumerable<JsonObject>? Items => items?.Values;

    /// <summary>Goes on until it is cancelled.</summary>
    /// <exception cref="ClusterUnreachableException">The API did not answer five times in a row.</exception>
    /// <exception cref="ApiRejectedException">Listing or watching is not permitted.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (int fruitless = 0, faults = 0; ;)
        {
            var (seenBefore, listedBefore, began) = (seen, listed, pacer.Wall.GetTimestamp());
            var isFault = false;
            try
            {
                await OnceAsync(cancellationToken);
            }
            catch (ClusterUnreachableException) when (
                faults + 1 < FaultsUntilUnreachable || seen != seenBefore || listed != listedBefore)
            {
                // The next round goes on from the last version seen.
                isFault = true;
            }

            faults = isFault && seen == seenBefore && listed == listedBefore ? faults + 1 : 0;
            fruitless = seen == seenBefore && pacer.Wall.GetElapsedTime(began) < QuickEnd ? fruitless + 1 : 0;
            if (fruitless > 0 && fruitless % FruitlessUntilListed is 0)
            {
                version = null;
            }

            await pacer.DelayAsync(DelayAfter(fruitless), cancellationToken);
        }
    }

    private static TimeSpan DelayAfter(int fruitless)
    {
        var delay = FirstDelay * Math.Pow(2, Math.Min(fruitless, 10));
        return (delay < LongestDelay ? delay : LongestDelay) * (0.5 + Random.Shared.NextDouble());
    }

    private async Task OnceAsync(CancellationToken cancellationToken)
    {
        if (version is null)
        {
            var list = await api.ListAsync(query, cancellationToken);
            items = list.Items.ToImmutableDictionary(one => one.Name(), StringComparer.Ordinal);
            version = list.Version;
            listed++;
            changed();
        }

        var path = $"{query.Kind.Collection(api.Namespace)}?watch=1&allowWatchBookmarks=true"
            + $"&resourceVersion={Uri.EscapeDataString(version)}&timeoutSeconds={WatchLength.TotalSeconds:0}{query.Parameters}";
        var request = ApiRequest.Get(path) with
        {
            Attempts = 1,
            StreamLimit = WatchLength + WatchSlack,
            Priority = api.Priority,
        };
        await api.Connection.ExecuteAsync(request, ReadAsync, cancellationToken);
    }

    private async Task<bool> ReadAsync(HttpStatusCode status, Stream body, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(body, Encoding.UTF8);
        if (status is HttpStatusCode.Gone)
        {
            version = null;
            return true;
        }

        if (status is not HttpStatusCode.OK)
        {
            throw new ApiRejectedException($"watch {query.Kind.Plural}", status, await reader.ReadToEndAsync(cancellationToken));
        }

        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0 && !Take(StrictJson.Parse(line)))
            {
                version = null;
                return true;
            }
        }

        return true;
    }

    /// <summary>Takes an event; false where the watch can't go on from the version it has, which an error event says.</summary>
    private bool Take(JsonNode? happened)
    {
        if (happened.At("object") is not JsonObject item || item.Text("metadata", "resourceVersion") is not { } at)
        {
            return false;
        }

        switch (happened.Text("type"))
        {
            case "ADDED" or "MODIFIED":
                items = items!.SetItem(item.Name(), item);
                changed();
                break;
            case "DELETED":
                items = items!.Remove(item.Name());
                changed();
                break;
            case "BOOKMARK":
                break;
            default:
                return false;
        }

        version = at;
        seen++;
        return true;
    }
}
