using System.Security.Cryptography;
using System.Text;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>What proves to an API server who calls. No record: it must not print itself.</summary>
internal sealed class Credential(string? token, string? certificatePem, string? keyPem, DateTimeOffset? expires = null)
{
    /// <summary>Nothing.</summary>
    public static readonly Credential None = new(null, null, null);

    /// <summary>Bearer token.</summary>
    public string? Token { get; } = token;

    /// <summary>Client certificate, intermediate ones behind it.</summary>
    public string? CertificatePem { get; } = certificatePem;

    /// <summary>Its private key.</summary>
    public string? KeyPem { get; } = keyPem;

    /// <summary>When it ends; null = unknown.</summary>
    public DateTimeOffset? Expires { get; } = expires;

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => Token is null && CertificatePem is null;

    /// <summary>Changes with the client certificate.</summary>
    public string CertificateDigest { get; } = certificatePem is null ? ""
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(certificatePem + '\n' + keyPem)));

    /// <summary>Whether it proves the same.</summary>
    public bool IsSameAs(Credential other) => Token == other.Token && CertificateDigest == other.CertificateDigest;
}
