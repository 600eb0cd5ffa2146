using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Gateway.Security;

/// <summary>Who asks, from where.</summary>
/// <param name="Subject">Name of the token.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Remote">Address.</param>
internal sealed record Caller(string Subject, ImmutableArray<string> Roles, string Remote)
{
    /// <summary>The caller of a request.</summary>
    public static Caller Of(HttpContext context) => new(
        context.User.Identity?.Name ?? "anonymous",
        [.. context.User.FindAll(ClaimTypes.Role).Select(claim => claim.Value)],
        context.Connection.RemoteIpAddress?.ToString() ?? "unknown");

    /// <summary>Lets minimal APIs take it as a parameter.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult<Caller?>(Of(context));
}
