using Coordinator.Core.Ports;
using Coordinator.Gateway.Metrics;
using Coordinator.Gateway.Releases;
using Microsoft.Extensions.Logging;

namespace Coordinator.Gateway.Events;

/// <summary>The feeds of all releases that someone follows.</summary>
internal sealed class EventFeeds(
    IJournal journal, ReleaseDirectory releases, GatewayOptions options, TimeProvider time, GatewayMetrics metrics, ILogger<EventFeeds> logger)
    : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ReleaseFeed> feeds = new(StringComparer.Ordinal);
    private int followers;

    /// <summary>Follows a release; null where too many follow already.</summary>
    /// <param name="release">The release.</param>
    /// <param name="from">Position of one of its rows, or 0: where to begin if nobody follows it yet.</param>
    public EventSubscription? TryFollow(string release, long from)
    {
        lock (gate)
        {
            if (followers >= options.EventStreams)
            {
                return null;
            }

            metrics.StreamsOpen(++followers);
            if (!feeds.TryGetValue(release, out var feed))
            {
                feeds[release] = feed = new(release, from, journal, releases, options, time, logger);
            }

            feed.Followers++;
            return new(feed, () => Leave(release, feed));
        }
    }

    /// <summary>Ends all feeds.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var feed in feeds.Values)
            {
                feed.Dispose();
            }

            feeds.Clear();
        }
    }

    private void Leave(string release, ReleaseFeed feed)
    {
        lock (gate)
        {
            metrics.StreamsOpen(--followers);
            if (--feed.Followers == 0 && feeds.Remove(release))
            {
                feed.Dispose();
            }
        }
    }
}
