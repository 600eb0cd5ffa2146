using Coordinator.Gateway.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Gateway.Security;

/// <summary>What those get who may not: problem details, and browsers the sign-in page.</summary>
internal sealed class AuthorizationAnswers : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) => authorizeResult switch
    {
        { Succeeded: true } => next(context),
        { Forbidden: true } => Forbidden(context, policy).ExecuteAsync(context),
        _ when IsBrowser(context.Request) => Results.LocalRedirect(SignInAddress(context.Request)).ExecuteAsync(context),
        _ => Challenged(context).ExecuteAsync(context),
    };

    private static string SignInAddress(HttpRequest request) =>
        $"{SignIn.Path}?returnUrl={Uri.EscapeDataString(request.PathBase + request.Path + request.QueryString)}";

    private static bool IsBrowser(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers.Authorization.Count == 0
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static ProblemResult Challenged(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return new(Problem.Of(ProblemKind.Unauthenticated, context.Request.Headers.Authorization.Count == 0
            ? "a token is needed: send `Authorization: Bearer TOKEN`"
            : "the token is not known here"));
    }

    private static ProblemResult Forbidden(HttpContext context, AuthorizationPolicy policy)
    {
        var caller = Caller.Of(context);
        var wanted = policy.Requirements.OfType<RolesAuthorizationRequirement>().SelectMany(requirement => requirement.AllowedRoles);
        return new(Problem.Of(
            ProblemKind.NotPermitted,
            $"{caller.Subject} has the role {string.Join(", ", caller.Roles)}; one of {string.Join(", ", wanted)} is needed"));
    }
}
