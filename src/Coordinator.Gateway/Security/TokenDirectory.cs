using System.Collections.Immutable;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace Coordinator.Gateway.Security;

/// <summary>Finds who a token belongs to.</summary>
internal sealed class TokenDirectory(GatewayOptions options)
{
    /// <summary>Claim that binds a browser's session to the token it began with, so that it ends with the token.</summary>
    private const string TokenClaim = "token";

    private readonly ImmutableArray<(GatewayToken Token, byte[] Hash)> known =
        [.. options.Tokens.Select(token => (token, HashOf(token)))];

    /// <summary>The identity of a token; null where it is unknown.</summary>
    public ClaimsPrincipal? Find(string token, string scheme)
    {
        if (token.Length is 0 or > TokenRules.LongestToken)
        {
            return null;
        }

        // Every entry is compared in full: the time taken tells neither which entry matched nor how far.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        GatewayToken? found = null;
        foreach (var entry in known)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, entry.Hash) ? entry.Token : found;
        }

        return found is null ? null : PrincipalOf(found, hash, scheme);
    }

    /// <summary>Whether the token that a session began with is still configured, with the same roles.</summary>
    public bool IsCurrent(ClaimsPrincipal session) => known.Any(entry =>
        entry.Token.Name == session.Identity?.Name
        && Convert.ToHexString(entry.Hash) == session.FindFirst(TokenClaim)?.Value
        && entry.Token.Roles.Order().SequenceEqual(session.FindAll(ClaimTypes.Role).Select(claim => claim.Value).Order()));

    private static byte[] HashOf(GatewayToken token) => token.TokenSha256 is { } hash
        ? Convert.FromHexString(hash)
        : SHA256.HashData(Encoding.UTF8.GetBytes(token.Token!));

    private static ClaimsPrincipal PrincipalOf(GatewayToken token, byte[] hash, string scheme) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.Name, token.Name),
            new(TokenClaim, Convert.ToHexString(hash)),
            .. token.Roles.Select(role => new Claim(ClaimTypes.Role, role)),
        ],
        scheme));
}
