using System.Collections.Immutable;
using Coordinator.Core.Ports;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Gateway.Releases;
using Microsoft.Extensions.Logging;

namespace Coordinator.Gateway.Events;

/// <summary>Reads the journal of one release for all who follow it. One reader, however many followers.</summary>
internal sealed partial class ReleaseFeed : IDisposable
{
    private const int MostRows = 1024;
    private const int RowsPerRead = 500;

    private readonly string release;
    private readonly IJournal journal;
    private readonly ReleaseDirectory releases;
    private readonly GatewayOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile FeedTail tail;

    /// <summary>Begins to read.</summary>
    /// <param name="release">The release.</param>
    /// <param name="from">Position of one of its rows, or 0: rows above it are read.</param>
    /// <param name="journal">The journal.</param>
    /// <param name="releases">Tells when it has ended.</param>
    /// <param name="options">How often.</param>
    /// <param name="time">The wall's time.</param>
    /// <param name="logger">Log.</param>
    public ReleaseFeed(
        string release, long from, IJournal journal, ReleaseDirectory releases, GatewayOptions options, TimeProvider time, ILogger logger)
    {
        (this.release, this.journal, this.releases, this.options, this.time, this.logger) = (release, journal, releases, options, time, logger);
        tail = new([], from, from, IsEnded: false, changed.Task);
        RunAsync(stopping.Token).Ignore();
    }

    /// <summary>Number of those who follow; kept by <see cref="EventFeeds"/>.</summary>
    public int Followers { get; set; }

    /// <summary>What is known now.</summary>
    public FeedTail Tail => tail;

    /// <summary>Ends the reading.</summary>
    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var more = false;
            try
            {
                // The phase first: a row that led to an end which is seen here is then among the rows read after it.
                var isEnded = (await releases.SummaryAsync(release, cancellationToken))?.Phase.IsEnded() is true;
                var rows = await journal.ReadReleaseAsync(release, tail.To, RowsPerRead, cancellationToken);
                more = rows.Length == RowsPerRead;
                if (!rows.IsEmpty || (isEnded && !more) != tail.IsEnded)
                {
                    Publish(rows, isEnded && !more);
                }
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                LogFault(logger, release, fault);
            }

            if (!more)
            {
                await Task.Delay(options.EventPoll, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Publish(ImmutableArray<JournalRow> rows, bool isEnded)
    {
        var all = tail.Rows.AddRange(rows.Select(EventView.Of));
        var dropped = Math.Max(0, all.Length - MostRows);
        var before = changed;
        changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        tail = new(
            all[dropped..],
            dropped > 0 ? all[dropped - 1].Position : tail.From,
            all.IsEmpty ? tail.To : all[^1].Position,
            isEnded,
            changed.Task);
        before.SetResult();
    }
}
