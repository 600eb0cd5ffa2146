using System.Globalization;
using Coordinator.Simulator.Access;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Faults;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Tables;
using Coordinator.Simulator.Workloads;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Simulator.Api;

/// <summary>One cluster's API server: faults, authentication, authorisation, then the handler of the path.</summary>
internal sealed class ApiServer(Cluster cluster, Tokens tokens, string address, CancellationToken stopping)
{
    private readonly ObjectHandler objects = new(cluster);
    private readonly WatchHandler watches = new(cluster);
    private readonly DiscoveryHandler discovery = new(cluster.Kinds, address);
    private readonly Authenticator authenticator = new(cluster, tokens);
    private readonly LogHandler logs = new(cluster);

    public async Task HandleAsync(HttpContext context, string path, string query, ReadOnlyMemory<byte> body)
    {
        var parameters = Query.Parse(query);
        ApiRequest request;
        // The kinds of a cluster change with its definitions.
        lock (cluster.Gate) request = ApiRequest.Parse(context.Request.Method, path, parameters, cluster.Kinds);
        var faults = cluster.Faults.Strike(request.Method, path, request.IsWatch);
        if (await BeforeAsync(context, faults).ConfigureAwait(false)) return;
        var answer = Answer(context, request, body);
        foreach (var fault in faults)
        {
            if (fault is { Kind: FaultKind.Latency, AfterEffect: true }) await Task.Delay(fault.Delay, cluster.Wall, context.RequestAborted).ConfigureAwait(false);
            if (fault.Kind == FaultKind.DropAfter) { context.Abort(); return; }
            if (fault.Kind == FaultKind.TimeoutAfter)
            {
                answer = new(ApiReply.Of(new StatusError(504, "Timeout", "Timeout: request did not complete within the allotted timeout", [])));
            }

            if (fault is { Kind: FaultKind.ServerError, AfterEffect: true }) answer = new(Broken(fault));
        }

        if (request.Kind?.Deprecation is { } deprecation) context.Response.Headers.Append("Warning", Quoted(deprecation));
        await SendAsync(context, request, answer).ConfigureAwait(false);
    }

    private readonly record struct Outcome(ApiReply? Reply, WatchSession? Watch = null, WorkloadResponse? Proxied = null,
        LogHandler.Stream? Followed = null);

    /// <summary>The faults that strike before anything happens; true when the request is over.</summary>
    private async Task<bool> BeforeAsync(HttpContext context, List<Fault> faults)
    {
        foreach (var fault in faults)
        {
            switch (fault.Kind)
            {
                case FaultKind.Latency when !fault.AfterEffect:
                    await Task.Delay(fault.Delay, cluster.Wall, context.RequestAborted).ConfigureAwait(false);
                    break;
                case FaultKind.Partition or FaultKind.DropBefore or FaultKind.DropWatches:
                    context.Abort();
                    return true;
                case FaultKind.TooManyRequests:
                    // The filters of a real server answer before anything is known of kinds: no Status.
                    await WriteAsync(context, ApiReply.Plainly(429, "Too many requests, please try again later.\n") with { RetryAfterSeconds = fault.RetryAfterSeconds })
                        .ConfigureAwait(false);
                    return true;
                case FaultKind.Conflict:
                    await WriteAsync(context, ApiReply.Of(new StatusError(409, "Conflict", "Operation cannot be fulfilled: the object has been "
                        + "modified; please apply your changes to the latest version and try again", []))).ConfigureAwait(false);
                    return true;
                case FaultKind.ServerError when !fault.AfterEffect:
                    await WriteAsync(context, Broken(fault)).ConfigureAwait(false);
                    return true;
            }
        }

        return false;
    }

    private static ApiReply Broken(Fault fault) => ApiReply.Of(fault.Status == 409
        ? new StatusError(409, "Conflict", "Operation cannot be fulfilled: the object has been modified (simulated fault)")
        : new StatusError(fault.Status, fault.Status == 503 ? "ServiceUnavailable" : "InternalError",
            "Internal error occurred: simulated fault"));

    private Outcome Answer(HttpContext context, ApiRequest request, ReadOnlyMemory<byte> body)
    {
        lock (cluster.Gate)
        {
            try
            {
                var user = authenticator.Authenticate(context.Request.Headers.Authorization) ?? throw Refusals.Unauthorized();
                user = Impersonation.Of(user, context.Request.Headers, cluster.Access, request.Demand);
                if (cluster.Access.Permits(user, request.Demand) is null) throw Refusals.Forbidden(user, request.Demand, cluster.Access.Missing(user, request.Demand.Namespace));
                return Dispatch(context, request, user, body);
            }
            catch (StatusError refusal)
            {
                var reply = ApiReply.Of(refusal) with { Warnings = refusal.Warnings };
                return new(refusal.Code is 504 or 429 ? reply with { RetryAfterSeconds = 1 } : reply);
            }
        }
    }

    private Outcome Dispatch(HttpContext context, ApiRequest request, User user, ReadOnlyMemory<byte> body)
    {
        if (!request.IsResource)
        {
            return new(discovery.Handle(request, context.Request.Headers.Accept.ToString()) ?? ApiReply.NoPage());
        }

        if (request.Kind is not { } kind)
        {
            return cluster.Kinds.IsBuiltIn(request.Group) ? throw StatusError.NoSuchResource() : new(ApiReply.NoPage());
        }

        switch (request.Subresource)
        {
            case "proxy" when kind == KindTable.Pod || kind == KindTable.Service:
                return new(null, Proxied: ProxyHandler.Begin(cluster, request));
            case "log" when kind == KindTable.Pod:
                var (whole, followed) = logs.Open(request);
                return new(whole, Followed: followed);
            case "": break;
            case var name when !Subresource.Exists(kind, name): throw StatusError.NoSuchResource();
            case "attach" or "binding" or "ephemeralcontainers" or "exec" or "portforward" or "resize":
                throw StatusError.NotSimulated($"pods/{request.Subresource}");
        }

        request = request with { View = View.Of(context.Request.Headers.Accept.ToString(), request.Query) };
        if (request.IsWatch) return new(null, Watch: watches.Open(request));
        var agent = context.Request.Headers.UserAgent.ToString();
        return new(objects.Handle(new(request, user, agent, context.Request.ContentType ?? "", body)));
    }

    private async Task SendAsync(HttpContext context, ApiRequest request, Outcome outcome)
    {
        if (outcome.Reply is { } reply) await WriteAsync(context, reply).ConfigureAwait(false);
        else if (outcome.Watch is { } watch)
        {
            context.Response.ContentType = ApiReply.Json;
            await watches.StreamAsync(context, request, watch, stopping).ConfigureAwait(false);
        }
        else if (outcome.Followed is { } log) await logs.FollowAsync(context, log, stopping).ConfigureAwait(false);
        else await WriteProxiedAsync(context, request, outcome.Proxied!).ConfigureAwait(false);
    }

    private async Task WriteProxiedAsync(HttpContext context, ApiRequest request, WorkloadResponse begun)
    {
        if (begun.Latency > TimeSpan.Zero) await Task.Delay(begun.Latency, cluster.Wall).ConfigureAwait(false);
        var response = begun.Process!.Complete(begun, request.Rest.Length == 0 ? "/" : request.Rest);
        var reply = response.Status == 0
            ? ApiReply.Of(StatusError.Unavailable("error trying to reach service: EOF"))
            : ApiReply.Plainly(response.Status, response.Body, response.ContentType);
        await WriteAsync(context, reply).ConfigureAwait(false);
    }

    private static string Quoted(string warning) => $"299 - \"{warning.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";

    public static async Task WriteAsync(HttpContext context, ApiReply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        if (reply.ContentType.Length > 0) response.ContentType = reply.ContentType;
        // As Go's http.Error does.
        if (reply is { Status: >= 400, ContentType: ApiReply.Text }) response.Headers.XContentTypeOptions = "nosniff";
        if (reply.RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        foreach (var warning in reply.Warnings) response.Headers.Append("Warning", Quoted(warning));
        response.ContentLength = reply.Body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(reply.Body, context.RequestAborted).ConfigureAwait(false);
    }
}
