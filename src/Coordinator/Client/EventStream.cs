using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Coordinator.Core;
using Coordinator.Core.Views;

namespace Coordinator.Client;

/// <summary>One connection of live events, until it breaks or the server says that there will be no more.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    /// <summary>The server's name for the last event.</summary>
    private const string End = "end";

    private readonly HttpResponseMessage response;
    private readonly LimitedStream body;
    private readonly IAsyncEnumerator<SseItem<string>> items;

    public EventStream(HttpResponseMessage response, Stream body, ClientOptions options)
    {
        this.response = response;
        this.body = new(body, options.StreamIdle, options.MaxAnswerBytes);
        items = SseParser.Create(this.body, (_, data) => Encoding.UTF8.GetString(data)).EnumerateAsync().GetAsyncEnumerator();
    }

    /// <summary>Whether the server said that there will be no more.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>The next event; null where the connection broke or ended.</summary>
    /// <exception cref="ApiException">An event that is not understood, or above the limit.</exception>
    public async Task<EventView?> NextAsync(CancellationToken cancellation)
    {
        try
        {
            body.Cancellation = cancellation;
            if (IsEnded || !await items.MoveNextAsync())
                return null;
            body.Rewind();
            if (items.Current.EventType == End)
            {
                IsEnded = true;
                return null;
            }
            return WithPosition(CoreJson.Read<EventView>(items.Current.Data), items.Current.EventId);
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException)
        {
            // The same would come again.
            throw Problems.Unexpected(response, fault.Message);
        }
        catch (Exception fault) when (Retries.IsConnectionFault(fault))
        {
            cancellation.ThrowIfCancellationRequested();
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Closed first: an enumerator that still reads would be waited for.
        response.Dispose();
        try
        {
            await items.DisposeAsync();
        }
        catch (Exception fault) when (fault is NotSupportedException || Retries.IsConnectionFault(fault))
        {
            // A read was cut off; that was the intention.
        }
    }

    /// <summary>The id is what the server resumes from, whatever the data say.</summary>
    private static EventView WithPosition(EventView view, string? id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? view with { Position = position } : view;
}
