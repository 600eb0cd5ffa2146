namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>The way to a cluster as configured, all files read. No record: it must not print itself.</summary>
internal sealed class AccessSettings(ServerEndpoint endpoint, Credential credential, PluginSettings? plugin)
{
    /// <summary>Where the API is, and how its certificate is verified.</summary>
    public ServerEndpoint Endpoint { get; } = endpoint;

    /// <summary>Token and client certificate; empty where a plugin gives them.</summary>
    public Credential Credential { get; } = credential;

    /// <summary>The plugin that gives credentials; null = none.</summary>
    public PluginSettings? Plugin { get; } = plugin;

    /// <summary>The same with other authorities.</summary>
    public AccessSettings WithAuthority(string pem) => new(Endpoint.WithAuthority(pem), Credential, Plugin);
}
