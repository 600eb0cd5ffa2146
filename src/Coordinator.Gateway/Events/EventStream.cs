using System.Text;
using Coordinator.Core;
using Coordinator.Core.Ports;
using Coordinator.Core.Views;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Gateway.Events;

/// <summary>Writes a release's events as server-sent events: each once, in order, from a position to the end.</summary>
internal sealed class EventStream(
    string release, EventSubscription subscription, IJournal journal, GatewayOptions options, TimeProvider time, HttpResponse response)
{
    private const int RowsPerRead = 500;

    private readonly StringBuilder text = new();

    /// <summary>Writes until the release is ended and everything is sent.</summary>
    /// <param name="after">Position of the last event that the follower has.</param>
    /// <param name="cancellationToken">The follower has left, or the server stops.</param>
    public async Task WriteAsync(long after, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers["X-Accel-Buffering"] = "no";
        text.Append("retry: 1000\n\n");
        for (var position = after; ;)
        {
            var tail = subscription.Tail;
            if (position < tail.From)
            {
                // Behind the tail, which all share, a follower reads for itself.
                var rows = await journal.ReadReleaseAsync(release, position, RowsPerRead, cancellationToken);
                position = Append(rows.Select(EventView.Of), position);
                await FlushAsync(cancellationToken);
                continue;
            }

            position = Append(tail.Rows, position);
            if (tail.IsEnded)
            {
                text.Append("event: end\ndata: ").Append(CoreJson.Write(new { release })).Append("\n\n");
                await FlushAsync(cancellationToken);
                return;
            }

            await FlushAsync(cancellationToken);
            await WaitAsync(tail.Changed, cancellationToken);
        }
    }

    private long Append(IEnumerable<EventView> events, long position)
    {
        foreach (var one in events)
        {
            if (one.Position > position)
            {
                text.Append("id: ").Append(one.Position).Append("\nevent: ").Append(one.Kind)
                    .Append("\ndata: ").Append(CoreJson.Write(one)).Append("\n\n");
                position = one.Position;
            }
        }

        return position;
    }

    private async Task WaitAsync(Task changed, CancellationToken cancellationToken)
    {
        try
        {
            await changed.WaitAsync(options.EventHeartbeat, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            text.Append(": still here\n\n");
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (text.Length > 0)
        {
            await response.WriteAsync(text.ToString(), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
            text.Clear();
        }
    }
}
