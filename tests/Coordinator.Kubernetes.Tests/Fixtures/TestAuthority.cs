using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Coordinator.Kubernetes.Tests.Fixtures;

/// <summary>A certificate authority of the tests, and what it signs. Keys live in memory.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 certificate;

    private TestAuthority(X509Certificate2 certificate, TestAuthority? parent) =>
        (this.certificate, Chain) = (certificate, parent is null ? "" : certificate.ExportCertificatePem() + "\n" + parent.Chain);

    /// <summary>As a kubeconfig holds it.</summary>
    public string Pem => certificate.ExportCertificatePem();

    /// <summary>Intermediate certificates below the root, as a server or client sends them.</summary>
    public string Chain { get; }

    public static TestAuthority Root(string name = "test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new(Request(name, key).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(30)), null);
    }

    /// <summary>An authority that this one vouches for.</summary>
    public TestAuthority Intermediate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = Request("intermediate", key).Create(certificate, Now.AddDays(-1), Now.AddDays(20), Serial());
        return new(signed.CopyWithPrivateKey(key), this);
    }

    /// <summary>A server's certificate for names and addresses; without any only a common name.</summary>
    public X509Certificate2 Server(IEnumerable<string> names, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        if (names.Any())
        {
            request.CertificateExtensions.Add(alternatives.Build());
        }

        using var signed = request.Create(certificate, Now.AddDays(-1), until ?? Now.AddDays(10), Serial());
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>A client's certificate and key as PEM.</summary>
    public (string Certificate, string Key) Client(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var signed = request.Create(certificate, Now.AddDays(-1), Now.AddDays(10), Serial());
        return (signed.ExportCertificatePem() + "\n" + Chain, key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => certificate.Dispose();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static byte[] Serial() => RandomNumberGenerator.GetBytes(12);

    private static CertificateRequest Request(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request;
    }
}
