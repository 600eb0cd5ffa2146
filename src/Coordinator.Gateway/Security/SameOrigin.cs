using Coordinator.Gateway.Problems;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Gateway.Security;

/// <summary>A browser sends its cookie by itself: what changes something must come from a page of this server.</summary>
internal sealed class SameOrigin(RequestDelegate next)
{
    /// <summary>Serves a request.</summary>
    public Task InvokeAsync(HttpContext context) => IsForeign(context.Request)
        ? new ProblemResult(Problem.Of(ProblemKind.NotPermitted, "the request comes from another site's page")).ExecuteAsync(context)
        : next(context);

    private static bool IsForeign(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.Headers.Authorization.Count > 0)
        {
            return false;
        }

        // "null" is the origin of a sandboxed page.
        return request.Headers.Origin.ToString() is { Length: > 0 } origin
            && (!Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                || !string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
