using System.Globalization;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Validation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Coordinator.Simulator.Api;

/// <summary>Watches: the changes of a collection as lines of JSON, from a version on.</summary>
internal sealed class WatchHandler(Cluster cluster)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan BookmarkEvery = TimeSpan.FromSeconds(60);

    /// <summary>Begins a watch: fills in what comes first. A refusal is thrown, an expired version is an event.</summary>
    public WatchSession Open(ApiRequest request)
    {
        var kind = request.Kind!;
        var ns = kind.Namespaced && request.Namespace.Length > 0 ? request.Namespace : null;
        var session = new WatchSession(kind, ns, ObjectFilter.Of(request), request.Path, new(request.View, () => cluster.Now));
        var text = request.Query["resourceVersion"] ?? "";
        var initial = request.Query.Flag("sendInitialEvents");
        CheckInitial(request.Query, initial);
        long version = 0;
        if (text.Length > 0 && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version))
            throw ListHandler.BadVersion(text, 500);
        var shelf = cluster.Store.Shelf(kind);
        session.From = version;
        if (version == 0 || initial)
        {
            foreach (var item in shelf.All(ns).Select(item => item.As(kind)).Where(session.Wants)) session.Send("ADDED", item);
            if (initial && request.Query.Flag("allowWatchBookmarks")) session.Bookmark(cluster.Store.Version, initial: true);
        }
        else if (version < shelf.Compacted)
        {
            session.Error(ListHandler.TooOld(version, shelf.Compacted));
            session.Finish();
            return session;
        }
        else
        {
            foreach (var change in shelf.Since(version)) session.Offer(change);
        }

        cluster.Watches.Add(session);
        return session;
    }

    public async Task StreamAsync(HttpContext context, ApiRequest request, WatchSession session, CancellationToken stopping)
    {
        var timeout = int.TryParse(request.Query["timeoutSeconds"], out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : Longest;
        using var limit = new CancellationTokenSource(timeout < Longest ? timeout : Longest, cluster.Wall);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, session.Broken, stopping, limit.Token);
        try
        {
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await context.Response.Body.FlushAsync(end.Token).ConfigureAwait(false);
            await SendAsync(context, request, session, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (session.Broken.IsCancellationRequested) context.Abort();
        }
        finally
        {
            lock (cluster.Gate) cluster.Watches.Remove(session);
        }
    }

    private async Task SendAsync(HttpContext context, ApiRequest request, WatchSession session, CancellationToken cancellation)
    {
        var bookmarks = request.Query.Flag("allowWatchBookmarks");
        while (true)
        {
            var wait = session.Events.WaitToReadAsync(cancellation).AsTask();
            if (bookmarks && !wait.IsCompleted && await Task.WhenAny(wait, Task.Delay(BookmarkEvery, cluster.Wall, cancellation)).ConfigureAwait(false) != wait)
            {
                lock (cluster.Gate) session.Bookmark(cluster.Store.Version, initial: false);
            }

            if (!await wait.ConfigureAwait(false)) return;
            while (session.Events.TryRead(out var line)) await context.Response.Body.WriteAsync(line, cancellation).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static void CheckInitial(Query query, bool initial)
    {
        const string Field = "resourceVersionMatch";
        var match = query[Field] ?? "";
        var problems = new List<FieldProblem>();
        if (query.Has("sendInitialEvents") && match != "NotOlderThan")
            problems.Add(FieldProblem.Forbidden(Field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        if (match.Length > 0 && !query.Has("sendInitialEvents"))
            problems.Add(FieldProblem.Forbidden(Field, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        if (initial && match is not ("" or "NotOlderThan")) problems.Add(FieldProblem.NotSupported(Field, FieldProblem.Quote(match), "NotOlderThan"));
        if (problems.Count > 0) throw InvalidObject.Options("ListOptions", problems);
    }
}
