using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Kubernetes.Clusters;
using k8s.Models;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>How kinds are addressed, where no cluster can be asked: Kubernetes' own from KubernetesClient's models, any other by the
/// rule by which kubectl guesses.</summary>
internal static class KnownKinds
{
    private static readonly FrozenDictionary<(string Group, string Kind), string> Plurals = typeof(V1Pod).Assembly.GetTypes()
        .Select(type => type.GetCustomAttribute<KubernetesEntityAttribute>())
        .OfType<KubernetesEntityAttribute>()
        .Where(entity => entity.PluralName is { Length: > 0 })
        .DistinctBy(entity => (entity.Group, entity.Kind))
        .ToFrozenDictionary(entity => (entity.Group, entity.Kind), entity => entity.PluralName);

    /// <summary>Kinds whose objects lie in no namespace, of those that releases bring.</summary>
    private static readonly FrozenSet<string> ClusterScoped =
        ["Namespace", "PersistentVolume", "StorageClass", "ClusterRole", "ClusterRoleBinding", "PriorityClass", "IngressClass", "CustomResourceDefinition"];

    /// <summary>The address of a manifest's kind.</summary>
    public static ResourceKind Of(JsonObject manifest)
    {
        var (group, version) = manifest.Text("apiVersion")?.Split('/') is [var g, var v] ? (g, v) : ("", manifest.Text("apiVersion") ?? "v1");
        var kind = manifest.Kind();
        return new ResourceKind(group, version, Plurals.GetValueOrDefault((group, kind)) ?? Guess(kind.ToLowerInvariant()),
            Namespaced: !ClusterScoped.Contains(kind));
    }

    private static string Guess(string kind) => kind switch
    {
        [.., 's'] => kind + "es",
        [.., 'y'] => kind[..^1] + "ies",
        _ => kind + "s",
    };
}
