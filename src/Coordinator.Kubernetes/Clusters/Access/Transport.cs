using System.Net;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>
/// Connections to one API server with one client certificate. Whoever calls holds it meanwhile: one that is replaced is closed
/// after its last call, however long that takes.
/// </summary>
internal sealed class Transport
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private int calls;
    private bool retired;
    private bool closed;

    public Transport(ServerEndpoint endpoint, Credential credential, KubernetesOptions options)
    {
        Digest = DigestOf(endpoint, credential);
        var name = endpoint.ServerName ?? endpoint.Address.IdnHost;
        var tls = ServerTrust.Options(endpoint.AuthorityPem, name);
        if (credential.CertificatePem is { } certificate)
        {
            tls.ClientCertificateContext = ClientIdentity.Context(certificate, credential.KeyPem!);
        }

        var connection = new SocketsHttpHandler
        {
            SslOptions = tls,
            Proxy = endpoint.Proxy is { } proxy ? ProxyOf(proxy) : null,
            // Without a proxy of its own a cluster is called directly, whatever HTTPS_PROXY says.
            UseProxy = endpoint.Proxy is not null,
            // A redirection would carry the token to wherever the answer points.
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = options.CallTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            // Addresses behind a name change: connections are made anew now and then.
            PooledConnectionLifetime = ConnectionLifetime,
        };
        Client = new HttpClient(Behind(options.ApiHandler?.Invoke(), connection)) { Timeout = Timeout.InfiniteTimeSpan };
        Root = endpoint.Address.AbsoluteUri.TrimEnd('/');
        Host = endpoint.ServerName;
    }

    /// <summary>What it is made of.</summary>
    public string Digest { get; }

    /// <summary>The client.</summary>
    public HttpClient Client { get; }

    /// <summary>Address of the API without a slash at its end.</summary>
    public string Root { get; }

    /// <summary>The Host header where the certificate's name is not the address's: TLS announces the same name (SNI).</summary>
    public string? Host { get; }

    /// <summary>What a transport for these would be made of.</summary>
    public static string DigestOf(ServerEndpoint endpoint, Credential credential) =>
        $"{endpoint.Digest}/{credential.CertificateDigest}";

    /// <summary>Holds it for a call; false once it is closed.</summary>
    public bool TryEnter()
    {
        lock (gate)
        {
            calls += closed ? 0 : 1;
            return !closed;
        }
    }

    /// <summary>The call is over.</summary>
    public void Exit()
    {
        lock (gate)
        {
            calls--;
            if (!retired || calls > 0 || closed)
            {
                return;
            }

            closed = true;
        }

        Client.Dispose();
    }

    /// <summary>No further call is meant for it.</summary>
    public void Retire()
    {
        lock (gate)
        {
            retired = true;
            if (calls > 0 || closed)
            {
                return;
            }

            closed = true;
        }

        Client.Dispose();
    }

    private static HttpMessageHandler Behind(DelegatingHandler? first, SocketsHttpHandler connection)
    {
        if (first is null)
        {
            return connection;
        }

        var last = first;
        while (last.InnerHandler is DelegatingHandler next)
        {
            last = next;
        }

        last.InnerHandler = connection;
        return first;
    }

    private static WebProxy ProxyOf(Uri proxy)
    {
        var result = new WebProxy(proxy);
        if (proxy.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var rest])
        {
            result.Credentials = new NetworkCredential(
                Uri.UnescapeDataString(user), Uri.UnescapeDataString(rest.FirstOrDefault() ?? ""));
        }

        return result;
    }
}
