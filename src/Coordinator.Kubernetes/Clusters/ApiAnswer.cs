using System.Net;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>What the API server answered: an object, or a Status that says why not.</summary>
internal sealed record ApiAnswer(HttpStatusCode Status, JsonObject? Body)
{
    /// <summary>Whether it is a 2xx.</summary>
    public bool Succeeded => (int)Status is >= 200 and < 300;

    /// <summary>The server's message, or the number where it sent none.</summary>
    public string Message => Body.Text("message") ?? $"HTTP {(int)Status}";

    /// <summary>The server's reason, e.g. <c>AlreadyExists</c>.</summary>
    public string Reason => Body.Text("reason") ?? "";
}
