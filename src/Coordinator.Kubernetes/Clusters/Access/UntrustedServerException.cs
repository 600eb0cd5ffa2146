using System.Security.Authentication;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>A server's certificate is not accepted.</summary>
internal sealed class UntrustedServerException(string message) : AuthenticationException(message);
