using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Coordinator.Gateway.Security;

/// <summary>Reads <c>Authorization: Bearer TOKEN</c>.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, TokenDirectory tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Prefix = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Read());

    private AuthenticateResult Read()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0)
        {
            return AuthenticateResult.NoResult();
        }

        return header is [{ } value] && value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && tokens.Find(value[Prefix.Length..].Trim(), Scheme.Name) is { } principal
                ? AuthenticateResult.Success(new(principal, Scheme.Name))
                : AuthenticateResult.Fail("unknown token");
    }
}
