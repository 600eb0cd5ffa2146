using System.Collections.Immutable;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>Rights that the coordinator uses in one environment: a row of what Preflight asks the cluster about, and of the roles
/// that <c>plan --rbac</c> prints.</summary>
/// <param name="Resource">The kind of object.</param>
/// <param name="Subresource">A part of it, e.g. <c>log</c>; null = the object.</param>
/// <param name="Verbs">What is done.</param>
/// <param name="Why">For what.</param>
internal sealed record AccessRule(ResourceKind Resource, string? Subresource, ImmutableArray<string> Verbs, string Why)
{
    /// <summary>The only objects that it is about; empty = any.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>Whether it holds in the whole cluster and not only in the environment's namespace.</summary>
    public bool Everywhere { get; init; } = !Resource.Namespaced;

    /// <summary>Name in a role: <c>pods/log</c>.</summary>
    public string FullResource => Subresource is null ? Resource.Plural : $"{Resource.Plural}/{Subresource}";

    /// <summary>Whether it is about what another is about, or about more: in all namespaces instead of one.</summary>
    public bool IsOn(AccessRule other) =>
        Resource == other.Resource && Subresource == other.Subresource && (Everywhere || !other.Everywhere);

    /// <summary>One right of it, as a person writes it.</summary>
    public string Sentence(string verb, string? name) =>
        $"{verb} {FullResource}{(Resource.Group.Length is 0 ? "" : "." + Resource.Group)}{(name is null ? "" : $" '{name}'")}";
}
