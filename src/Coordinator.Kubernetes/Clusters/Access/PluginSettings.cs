using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>A credential plugin of a kubeconfig (<c>users[].user.exec</c>). No record: its environment may hold secrets.</summary>
internal sealed class PluginSettings
{
    /// <summary><c>client.authentication.k8s.io/v1</c> or <c>/v1beta1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The program: a path, or a name that is looked for in PATH.</summary>
    public required string Command { get; init; }

    /// <summary>Arguments.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Variables beside the server's own.</summary>
    public ImmutableArray<(string Name, string Value)> Variables { get; init; } = [];

    /// <summary>What <c>provideClusterInfo</c> tells the plugin about the cluster; null = nothing.</summary>
    public JsonObject? ClusterInfo { get; init; }

    /// <summary>What its author says to who lacks the program.</summary>
    public string? InstallHint { get; init; }

    /// <summary>Whether another is run in just the same way.</summary>
    public bool IsSameAs(PluginSettings other) =>
        ApiVersion == other.ApiVersion && Command == other.Command && Arguments.SequenceEqual(other.Arguments)
        && Variables.SequenceEqual(other.Variables) && JsonNode.DeepEquals(ClusterInfo, other.ClusterInfo);
}
