using System.Collections.Immutable;
using System.Globalization;
using Coordinator.Core;
using Coordinator.Core.Ports;
using Coordinator.Core.Views;
using Coordinator.Gateway.Problems;
using Coordinator.Gateway.Releases;
using Coordinator.Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Coordinator.Gateway.Events;

/// <summary>The journal of a release over HTTP: pages, or live.</summary>
internal sealed class EventEndpoints(
    IJournal journal, ReleaseDirectory releases, EventFeeds feeds, GatewayOptions options, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const int RetrySeconds = 5;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/releases/{name}/events", (string name, HttpContext context, EventEndpoints events, CancellationToken cancellationToken) =>
            events.GetAsync(name, context, cancellationToken))
        .Produces<Page<EventView>>().Produces<ProblemView>(StatusCodes.Status404NotFound, "application/problem+json");

    private async Task<IResult> GetAsync(string name, HttpContext context, CancellationToken cancellationToken)
    {
        var isLive = context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);
        var after = After(context.Request, isLive);
        if (after.Refusal is { } refusal)
        {
            return refusal;
        }

        if (await releases.SummaryAsync(name, cancellationToken) is null)
        {
            return new ProblemResult(Problem.NoRelease(name));
        }

        return isLive
            ? await FollowAsync(name, after.Value, context, cancellationToken)
            : await PageAsync(name, after.Value, context.Request, cancellationToken);
    }

    private static Input<long> After(HttpRequest request, bool isLive)
    {
        var text = request.Query["after"].ToString();
        if (isLive && request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last)
        {
            text = last;
        }

        return text.Length == 0 ? 0
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position
            : Problem.Of(ProblemKind.BadRequest, "after and Last-Event-ID are the position of an event: a number");
    }

    private async Task<IResult> PageAsync(string name, long after, HttpRequest request, CancellationToken cancellationToken)
    {
        var limit = PageRequest.ReadLimit(request, options);
        if (limit.Refusal is { } refusal)
        {
            return refusal;
        }

        var rows = await journal.ReadReleaseAsync(name, after, limit.Value + 1, cancellationToken);
        ImmutableArray<EventView> items = [.. rows.Take(limit.Value).Select(EventView.Of)];
        var next = rows.Length > limit.Value ? items[^1].Position.ToString(CultureInfo.InvariantCulture) : null;
        return Results.Json(new Page<EventView>(items, next), CoreJson.Options);
    }

    private async Task<IResult> FollowAsync(string name, long after, HttpContext context, CancellationToken cancellationToken)
    {
        // A position that is no row of this release must not become the start of what others see too.
        var known = after > 0 && await journal.ReadReleaseAsync(name, after - 1, 1, cancellationToken) is [var row] && row.Position == after;
        using var subscription = feeds.TryFollow(name, known ? after : 0);
        if (subscription is null)
        {
            return new ProblemResult(
                Problem.Of(ProblemKind.TooMany, $"{options.EventStreams} event streams are open already", name), RetrySeconds);
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await new EventStream(name, subscription, journal, options, time, context.Response).WriteAsync(after, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The follower comes back with its last position.
        }

        return Results.Empty;
    }
}
