using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>Finds out from a cluster's discovery how the kinds of manifests are addressed, and remembers it for the
/// connection.</summary>
internal sealed class ResourceKinds(ApiConnection connection)
{
    private const int MaximumRemembered = 1000;

    private readonly ConcurrentDictionary<(string ApiVersion, string Kind), ResourceKind> known = new();

    /// <summary>The address of a manifest's kind, or null where the cluster does not know it.</summary>
    public async Task<ResourceKind?> FindAsync(JsonObject manifest, CancellationToken cancellationToken)
    {
        var apiVersion = manifest.Text("apiVersion") ?? "v1";
        if (known.TryGetValue((apiVersion, manifest.Kind()), out var kind))
        {
            return kind;
        }

        var (group, version) = apiVersion.Split('/') is [var g, var v] ? (g, v) : ("", apiVersion);
        var path = group.Length is 0 ? $"/api/{version}" : $"/apis/{group}/{version}";
        var answer = await connection.SendAsync(ApiRequest.Get(path), cancellationToken);
        foreach (var resource in answer.Succeeded ? answer.Body.Objects("resources") : [])
        {
            if (resource.Text("name") is { } name && !name.Contains('/') && resource.Text("kind") is { } found
                && known.Count < MaximumRemembered)
            {
                known[(apiVersion, found)] = new ResourceKind(group, version, name, resource.IsTrue("namespaced"));
            }
        }

        return known.GetValueOrDefault((apiVersion, manifest.Kind()));
    }
}
