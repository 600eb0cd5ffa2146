using Coordinator.Simulator.Api;
using Coordinator.Simulator.Control;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Coordinator.Simulator.Hosting;

/// <summary>Leads each request to a cluster's API, to the user entrance or to the control API.</summary>
internal sealed class RequestRouter(SimulatorServer server)
{
    /// <summary>Bytes of a request body; more answers 413, as the API server does at about this size.</summary>
    public const int MaxBody = 3 * 1024 * 1024;

    private readonly ControlApi control = new(server);

    public async Task HandleAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var mark = target.IndexOf('?');
        var path = mark < 0 ? target : target[..mark];
        var query = mark < 0 ? "" : target[mark..];
        try
        {
            if (path.StartsWith("/clusters/", StringComparison.Ordinal)) await ClusterAsync(context, path, query).ConfigureAwait(false);
            else if (path.StartsWith("/ingress/", StringComparison.Ordinal)) await IngressAsync(context, path).ConfigureAwait(false);
            else if (path.StartsWith("/simulator/v1", StringComparison.Ordinal))
                await control.HandleAsync(context, path, Query.Parse(query), await BodyAsync(context).ConfigureAwait(false)).ConfigureAwait(false);
            else await ApiServer.WriteAsync(context, ApiReply.NoPage()).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client has gone.
        }
        catch (BadHttpRequestException large)
        {
            await ApiServer.WriteAsync(context, ApiReply.Of(new StatusError(large.StatusCode, "RequestEntityTooLarge",
                "Request entity too large: limit is 3145728"))).ConfigureAwait(false);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength is null or 0 && !context.Request.Headers.TransferEncoding.Any()) return default;
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted).ConfigureAwait(false);
        return buffer.ToArray();
    }

    private async Task ClusterAsync(HttpContext context, string path, string query)
    {
        var rest = path["/clusters/".Length..];
        var slash = rest.IndexOf('/');
        var name = slash < 0 ? rest : rest[..slash];
        if (server.FindSeat(name) is not { } seat) await ApiServer.WriteAsync(context, ApiReply.NoPage()).ConfigureAwait(false);
        else
        {
            var body = await BodyAsync(context).ConfigureAwait(false);
            await seat.Api.HandleAsync(context, slash < 0 ? "/" : rest[slash..], query, body).ConfigureAwait(false);
        }
    }

    /// <summary>Users: no authentication, as on an ingress.</summary>
    private async Task IngressAsync(HttpContext context, string path)
    {
        var parts = path.Split('/', 6);
        if (parts.Length < 5 || server.FindSeat(parts[2]) is not { } seat)
        {
            await ApiServer.WriteAsync(context, ApiReply.NoPage()).ConfigureAwait(false);
            return;
        }

        var inner = "/" + (parts.Length > 5 ? parts[5] : "");
        var begun = seat.Cluster.Inner.Routes.Begin(parts[3], parts[4], context.Request.Method, inner);
        if (begun.Latency > TimeSpan.Zero) await Task.Delay(begun.Latency, server.Options.Wall).ConfigureAwait(false);
        var response = begun.Process?.Complete(begun, inner) ?? begun;
        if (response.Process is { } process)
        {
            context.Response.Headers["X-Pod"] = process.Identity.Name;
            context.Response.Headers["X-Version"] = process.Identity.Version;
        }

        await ApiServer.WriteAsync(context, response.Status == 0 ? Broken()
            : ApiReply.Plainly(response.Status, response.Body, response.ContentType)).ConfigureAwait(false);
    }

    private static ApiReply Broken() => ApiReply.Plainly(502, "bad gateway\n");
}
