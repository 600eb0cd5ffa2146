namespace Coordinator.Gateway.Security;

/// <summary>What a configured token must keep to.</summary>
internal static class TokenRules
{
    private const int ShortestToken = 16;

    /// <summary>The longest token that is looked at.</summary>
    public const int LongestToken = 512;

    /// <summary>Every error of a token, each beginning with its configuration key. A token never stands in a message.</summary>
    public static IEnumerable<string> Check(GatewayToken token, string key)
    {
        if (!Names.IsSubject(token.Name))
        {
            yield return $"{key}:Name: `{token.Name}` is not 1 to 100 letters, digits and `._@-`";
        }

        if (token.Token is null == token.TokenSha256 is null)
        {
            yield return $"{key}: exactly one of Token and TokenSha256 is needed";
        }

        if (token.Token is { } text && (text.Length is < ShortestToken or > LongestToken || text.Any(c => c is <= ' ' or > '~')))
        {
            yield return $"{key}:Token: {ShortestToken} to {LongestToken} visible ASCII characters are needed";
        }

        if (token.TokenSha256 is { } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
        {
            yield return $"{key}:TokenSha256: 64 hexadecimal digits are needed";
        }

        if (token.Roles.Count == 0)
        {
            yield return $"{key}:Roles: at least one of {string.Join(", ", GatewayRoles.All)} is needed";
        }

        foreach (var role in token.Roles.Where(role => !GatewayRoles.All.Contains(role)))
        {
            yield return $"{key}:Roles: `{role}` is not one of {string.Join(", ", GatewayRoles.All)}";
        }
    }
}
