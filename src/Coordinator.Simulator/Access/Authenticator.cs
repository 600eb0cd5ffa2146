using Coordinator.Simulator.Clusters;

namespace Coordinator.Simulator.Access;

/// <summary>Who sends a request to a cluster: a user of the kubeconfig, or a ServiceAccount with its token.</summary>
internal sealed class Authenticator(Cluster cluster, Tokens tokens)
{
    /// <summary>The user of an Authorization header; null for a token that is not known.</summary>
    public User? Authenticate(string? header) =>
        tokens.Authenticate(header) ?? (Tokens.TokenOf(header ?? "") is { } token ? cluster.AccountTokens.Find(token) : null);
}
