using System.Net;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>The <c>clusters</c> entry of a kubeconfig: where the API is, and how its certificate is verified.</summary>
internal sealed class ServerSection(CredentialFiles files, string folder, List<string> errors)
{
    /// <summary>Settings without credentials; null, and errors told, where it can't be used.</summary>
    public ServerEndpoint? Read(string? name, KubeconfigDocument.ClusterBody? cluster)
    {
        if (cluster is null)
        {
            errors.Add($"there is no cluster '{name}'");
            return null;
        }

        if (cluster.Insecure)
        {
            errors.Add("insecure-skip-tls-verify is refused: certificates are always verified; "
                + "give certificate-authority-data instead");
        }

        var server = Server(cluster.Server);
        var authority = Authority(cluster);
        var proxy = Proxy(cluster.Proxy);
        return server is null ? null : new ServerEndpoint
        {
            Address = server,
            AuthorityPem = authority,
            ServerName = cluster.ServerName is { Length: > 0 } given ? given : null,
            Proxy = proxy,
        };
    }

    /// <summary>Whether a credential may be sent to an address: TLS, or this machine.</summary>
    private static bool IsSafe(Uri server) => server.Scheme is "https" || (server.Scheme is "http" && server.IsLoopback);

    private Uri? Server(string? address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
        {
            errors.Add("server is no http or https address");
            return null;
        }

        if (!IsSafe(server))
        {
            errors.Add($"server http://{server.Authority} is refused: without TLS only this machine is called");
            return null;
        }

        // 0.0.0.0 stands in some files of local clusters for "this machine".
        var host = IPAddress.TryParse(server.Host, out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
            ? "127.0.0.1" : server.Host;
        return new UriBuilder(server.Scheme, host, server.Port, server.AbsolutePath).Uri;
    }

    private string? Authority(KubeconfigDocument.ClusterBody cluster)
    {
        var pem = new PemField(files, folder, errors).Read(
            "certificate-authority", cluster.AuthorityData, cluster.AuthorityFile);
        if (pem is not null && ServerTrust.Problem(pem) is { } problem)
        {
            errors.Add($"certificate-authority: {problem}");
        }

        return pem;
    }

    private Uri? Proxy(string? address)
    {
        if (address is null or "")
        {
            return null;
        }

        if (Uri.TryCreate(address, UriKind.Absolute, out var proxy) && proxy.Scheme is "http" or "https" or "socks5")
        {
            return proxy;
        }

        errors.Add("proxy-url is no http, https or socks5 address");
        return null;
    }
}
