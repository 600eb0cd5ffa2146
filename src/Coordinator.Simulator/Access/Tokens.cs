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
        const string Bearer = "Bearer ";
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return null;
        var token = Encoding.UTF8.GetBytes(header[Bearer.Length..].Trim());
        if (CryptographicOperations.FixedTimeEquals(token, Encoding.UTF8.GetBytes(Administrator))) return User.Administrator;
        return CryptographicOperations.FixedTimeEquals(token, Encoding.UTF8.GetBytes(Limited)) ? User.Limited : null;
    }

    private static string Make() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}
