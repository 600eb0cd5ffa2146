using System.Security.Cryptography;
using System.Text;

namespace Coordinator.Simulator.Access;

/// <summary>The bearer tokens of a server: random, made anew at each start.</summary>
internal sealed class Tokens
{
    public string Administrator { get; } = Make();

    public string Limited { get; } = Make();

    /// <summary>The user of an Authorization header; null for a token that is not known.</summary>
    public User? Authenticate(string? header)
    {
        if (string.IsNullOrEmpty(header)) return User.Anonymous;
        if (TokenOf(header) is not { } said) return null;
        var token = Encoding.UTF8.GetBytes(said);
        if (CryptographicOperations.FixedTimeEquals(token, Encoding.UTF8.GetBytes(Administrator))) return User.Administrator;
        return CryptographicOperations.FixedTimeEquals(token, Encoding.UTF8.GetBytes(Limited)) ? User.Limited : null;
    }

    /// <summary>
    /// A bearer token, or the password of basic authentication: kubectl does not send tokens over plain HTTP, but does send what
    /// the server's address carries.
    /// </summary>
    public static string? TokenOf(string header)
    {
        const string Bearer = "Bearer ";
        const string Basic = "Basic ";
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return header[Bearer.Length..].Trim();
        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Basic.Length..].Trim(), bytes, out var length)) return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair[(pair.IndexOf(':') + 1)..];
    }

    private static string Make() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}
