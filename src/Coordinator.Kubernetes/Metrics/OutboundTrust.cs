using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>
/// Verifies the certificates of servers that a release names: valid now, for the right name, and leading to the system's
/// authorities or to those of a file, which is read again for each connection that the system's alone don't vouch for.
/// </summary>
internal sealed class OutboundTrust(string? authoritiesFile)
{
    /// <summary>Largest file of authorities, in bytes.</summary>
    private const int MaximumBytes = 1024 * 1024;

    /// <summary>Why a file of authorities can't be used; null where it can.</summary>
    public static string? Problem(string file)
    {
        try
        {
            return Read(file).Count > 0 ? null : $"there is no certificate in '{file}'";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return e is CryptographicException ? $"'{file}' is no PEM with certificates" : e.Message;
        }
    }

    /// <summary>How connections are verified.</summary>
    public SslClientAuthenticationOptions Options() => new()
    {
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            errors is SslPolicyErrors.None || (Doubt(certificate as X509Certificate2, chain, errors) is not { } doubt
                ? true : throw new AuthenticationException(doubt)),
    };

    /// <summary>Why a certificate is not trusted; null where it is.</summary>
    private string? Doubt(X509Certificate2? leaf, X509Chain? chain, SslPolicyErrors errors)
    {
        if (leaf is null || chain is null)
        {
            return "the server has no certificate";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return "the server's certificate is for another host";
        }

        if (authoritiesFile is null)
        {
            return $"{Why(chain, leaf)} (setting Http:CaFile names a private authority)";
        }

        if (Problem(authoritiesFile) is { } problem)
        {
            return $"Http:CaFile: {problem}";
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.DisableCertificateDownloads = true;
        own.ChainPolicy.CustomTrustStore.AddRange(Read(authoritiesFile));
        own.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1", "server authentication"));
        own.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Skip(1).Select(element => element.Certificate).ToArray());
        return own.Build(leaf) ? null : $"{Why(own, leaf)}, nor is it of Http:CaFile";
    }

    private static string Why(X509Chain chain, X509Certificate2 leaf) =>
        chain.ChainStatus.Any(status => status.Status is X509ChainStatusFlags.NotTimeValid)
            ? FormattableString.Invariant($"the server's certificate has ended or not begun ({leaf.NotBefore.ToUniversalTime():u} to {leaf.NotAfter.ToUniversalTime():u})")
            : $"no authority that this machine trusts has signed the server's certificate (its issuer: {leaf.Issuer})";

    private static X509Certificate2Collection Read(string file)
    {
        if (new FileInfo(file).Length > MaximumBytes)
        {
            throw new IOException($"'{file}' is larger than {MaximumBytes} bytes");
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    }
}
