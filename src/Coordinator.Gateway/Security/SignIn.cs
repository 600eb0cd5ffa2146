using Coordinator.Gateway.Pages;
using Coordinator.Gateway.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Gateway.Security;

/// <summary>How a browser signs in and out.</summary>
internal static class SignIn
{
    /// <summary>Address of the page.</summary>
    public const string Path = "/signin";

    /// <summary>Name of the limit on attempts.</summary>
    public const string RateLimit = "signin";

    private const int LargestForm = 8 * 1024;

    /// <summary>Maps page, form and sign-out.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext context) => Page(context, context.Request.Query["returnUrl"].ToString(), null))
            .AllowAnonymous().ExcludeFromDescription();
        app.MapPost(Path, SignInAsync).AllowAnonymous().RequireRateLimiting(RateLimit).ExcludeFromDescription();
        app.MapPost("/signout", (Delegate)SignOutAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> SignInAsync(HttpContext context, TokenDirectory tokens, Audit audit)
    {
        if (!context.Request.HasFormContentType)
        {
            return new ProblemResult(Problem.Of(ProblemKind.MediaType, "a form with the field `token` is expected"));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestForm;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var principal = tokens.Find(form["token"].ToString().Trim(), Schemes.Session);
        audit.SignedIn(principal?.Identity?.Name, Caller.Of(context).Remote);
        if (principal is null)
        {
            return Page(context, form["returnUrl"].ToString(), "This token is not known here.", StatusCodes.Status401Unauthorized);
        }

        await context.SignInAsync(Schemes.Session, principal);
        return Results.LocalRedirect(Local(form["returnUrl"].ToString()));
    }

    private static async Task<IResult> SignOutAsync(HttpContext context)
    {
        await context.SignOutAsync(Schemes.Session);
        return Results.LocalRedirect(Path);
    }

    private static IResult Page(HttpContext context, string returnUrl, string? error, int status = StatusCodes.Status200OK) =>
        Html.Page(context, "Release coordinator", $"""
            {(error is null ? "" : $"<p class=\"error\" role=\"alert\">{Html.Encode(error)}</p>")}
            <form method="post" action="{Path}">
            <input type="hidden" name="returnUrl" value="{Html.Encode(Local(returnUrl))}">
            <label for="token">Token</label>
            <input id="token" name="token" type="password" autocomplete="current-password" required autofocus maxlength="{TokenRules.LongestToken}">
            <button>Sign in</button>
            </form>
            """, status);

    /// <summary>An address on this server, and the first page where it is none: a link must not lead to a stranger after signing in.</summary>
    private static string Local(string url) =>
        url is ['/', ..] and not ['/', '/' or '\\', ..] && !url.Any(char.IsControl) ? url : "/";
}
