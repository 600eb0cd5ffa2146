using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>A client certificate out of PEM.</summary>
internal static class ClientIdentity
{
    /// <summary>Why certificate and key can't be used, or null.</summary>
    public static string? Problem(string certificatePem, string keyPem)
    {
        try
        {
            Load(certificatePem, keyPem).Dispose();
            return null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Such a message tells what is wrong with the form, but some quote the input: only the kind is told.
            return "certificate and key are no PEM, or do not belong together";
        }
    }

    /// <summary>The certificate with the intermediate ones that stand behind it, as a handshake shows them.</summary>
    public static SslStreamCertificateContext Context(string certificatePem, string keyPem)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificatePem);
        foreach (var first in chain.Take(1).ToArray())
        {
            chain.Remove(first);
            first.Dispose();
        }

        return SslStreamCertificateContext.Create(Load(certificatePem, keyPem), chain, offline: true);
    }

    private static X509Certificate2 Load(string certificatePem, string keyPem)
    {
        var certificate = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        // Windows does not take a key that lives in memory alone.
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
    }
}
