using System.Net.Http.Headers;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>A transport and a credential, held for one call.</summary>
internal sealed class ApiSession(Transport transport, Credential credential) : IDisposable
{
    private bool left;

    /// <summary>The client.</summary>
    public HttpClient Client => transport.Client;

    /// <summary>Address of the API without a slash at its end.</summary>
    public string Root => transport.Root;

    /// <summary>What proves who calls.</summary>
    public Credential Credential => credential;

    /// <summary>Whether another is made of the same.</summary>
    public bool IsSameAs(ApiSession other) => transport == other.Transport && credential.IsSameAs(other.Credential);

    private Transport Transport => transport;

    /// <summary>Puts what belongs to the session on a request.</summary>
    public void Sign(HttpRequestMessage message)
    {
        message.Headers.Host = transport.Host;
        if (credential.Token is { } token)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!left)
        {
            left = true;
            transport.Exit();
        }
    }
}
