using System.Threading.RateLimiting;
using Coordinator.Gateway.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Coordinator.Gateway.Security;

/// <summary>Composition of authentication and authorization.</summary>
internal static class SecurityHosting
{
    private const int SignInAttempts = 20;
    private static readonly TimeSpan SignInWindow = TimeSpan.FromSeconds(10);

    /// <summary>Adds them.</summary>
    public static void AddSecurity(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<TokenDirectory>();
        services.AddDataProtection().SetApplicationName($"coordinator/{options.Installation}");
        services.AddAuthentication(Schemes.Either)
            .AddPolicyScheme(Schemes.Either, null, policy => policy.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? Schemes.Bearer : Schemes.Session)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(Schemes.Bearer, null)
            .AddCookie(Schemes.Session, cookie => Configure(cookie, options));
        services.AddAuthorization(Policies.Configure);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AuthorizationAnswers>();
        services.AddRateLimiter(Limit);
    }

    private static void Configure(CookieAuthenticationOptions cookie, GatewayOptions options)
    {
        cookie.Cookie.Name = Schemes.Cookie;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = options.SessionLifetime;
        cookie.SlidingExpiration = false;
        cookie.Events.OnValidatePrincipal = context =>
        {
            var tokens = context.HttpContext.RequestServices.GetRequiredService<TokenDirectory>();
            if (context.Principal is not { } principal || !tokens.IsCurrent(principal))
            {
                context.RejectPrincipal();
            }

            return Task.CompletedTask;
        };
    }

    private static void Limit(RateLimiterOptions limits)
    {
        limits.AddPolicy(SignIn.RateLimit, context => RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
            _ => new() { PermitLimit = SignInAttempts, Window = SignInWindow }));
        limits.OnRejected = async (rejected, _) => await new ProblemResult(
            Problem.Of(ProblemKind.TooMany, "too many attempts to sign in from this address"), (int)SignInWindow.TotalSeconds)
            .ExecuteAsync(rejected.HttpContext);
    }
}
