using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>
/// Verifies an API server's certificate: valid now, for the right name, and leading to the configured authorities (alone, where
/// some are configured) or to the system's roots. As in kubectl an intermediate certificate may be an authority, and a common name
/// is no name.
/// </summary>
internal static class ServerTrust
{
    /// <summary>Why authorities can't be used, or null.</summary>
    public static string? Problem(string authorityPem)
    {
        try
        {
            return Load(authorityPem).Count > 0 ? null : "there is no certificate in it";
        }
        catch (CryptographicException)
        {
            return "it is no PEM with certificates";
        }
    }

    /// <summary>How a client verifies a server.</summary>
    /// <param name="authorityPem">Authorities; null = the system's.</param>
    /// <param name="name">The name that the certificate must have.</param>
    public static SslClientAuthenticationOptions Options(string? authorityPem, string name)
    {
        var anchors = authorityPem is null ? null : Load(authorityPem);
        var options = new SslClientAuthenticationOptions
        {
            // A resumed session would keep what was proved with an old client certificate.
            AllowTlsResume = false,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                certificate is X509Certificate2 leaf && (Doubt(leaf, chain, errors, anchors, name) is not { } doubt
                    ? true : throw new UntrustedServerException(doubt)),
        };
        if (anchors is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(anchors);
        }

        return options;
    }

    /// <summary>Why a certificate is not trusted; null where it is.</summary>
    private static string? Doubt(
        X509Certificate2 leaf, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection? anchors, string name)
    {
        if (!leaf.MatchesHostname(name, allowCommonName: false))
        {
            return $"the server's certificate is not for {name} (a tls-server-name of the kubeconfig names another to expect)";
        }

        if ((errors & (SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNotAvailable)) is 0
            || EndsAtAnchor(chain, anchors))
        {
            return null;
        }

        if (chain?.ChainStatus.Any(status => status.Status is X509ChainStatusFlags.NotTimeValid) is true)
        {
            return FormattableString.Invariant(
                $"the server's certificate, or an authority's, has ended or not begun (the server's: {leaf.NotBefore.ToUniversalTime():u} to {leaf.NotAfter.ToUniversalTime():u})");
        }

        return anchors is null
            ? $"no authority that this machine trusts has signed the server's certificate (its issuer: {leaf.Issuer}); give the cluster its own as ca"
            : $"none of the cluster's authorities ({string.Join("; ", anchors.Take(3).Select(anchor => anchor.Subject))}) has signed the server's certificate (its issuer: {leaf.Issuer})";
    }

    /// <summary>Whether all that is wrong with a chain is that it ends at an authority which is signed by another.</summary>
    private static bool EndsAtAnchor(X509Chain? chain, X509Certificate2Collection? anchors) =>
        anchors is not null && chain is { ChainElements.Count: > 0 }
        && chain.ChainStatus.All(status => status.Status is X509ChainStatusFlags.PartialChain)
        && anchors.Any(anchor => anchor.RawDataMemory.Span.SequenceEqual(chain.ChainElements[^1].Certificate.RawDataMemory.Span));

    private static X509Certificate2Collection Load(string authorityPem)
    {
        var anchors = new X509Certificate2Collection();
        anchors.ImportFromPem(authorityPem);
        return anchors;
    }
}
