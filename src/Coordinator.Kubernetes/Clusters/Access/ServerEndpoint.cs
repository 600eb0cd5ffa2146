using System.Security.Cryptography;
using System.Text;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>Where an API is, and how its certificate is verified. No record: a proxy's address may hold a password.</summary>
internal sealed class ServerEndpoint
{
    /// <summary>Address of the API, with its path and without user and password.</summary>
    public required Uri Address { get; init; }

    /// <summary>Certificates that the server's must lead to, as PEM; null = the system's roots.</summary>
    public string? AuthorityPem { get; init; }

    /// <summary>The name that the server's certificate must have; null = the address's host.</summary>
    public string? ServerName { get; init; }

    /// <summary>Proxy on the way; null = none. Environment variables are not looked at.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Changes with all that a connection is made of but the client certificate.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Address.AbsoluteUri, ServerName, Proxy?.AbsoluteUri, AuthorityPem))));

    /// <summary>The same with other authorities.</summary>
    public ServerEndpoint WithAuthority(string pem) =>
        new() { Address = Address, ServerName = ServerName, Proxy = Proxy, AuthorityPem = pem };
}
