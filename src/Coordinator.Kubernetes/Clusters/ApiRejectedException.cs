using System.Net;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>The API server understood the call and refuses it (invalid, forbidden, over quota). Repeating it does not
/// help.</summary>
internal sealed class ApiRejectedException(string what, HttpStatusCode status, string message)
    : Exception($"{what}: {message} (HTTP {(int)status})")
{
    /// <summary>The status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>What the server said, without the call.</summary>
    public string Answer { get; } = message;
}
