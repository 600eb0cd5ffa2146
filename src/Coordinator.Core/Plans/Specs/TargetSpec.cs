using System.Collections.Immutable;

namespace Coordinator.Core.Plans.Specs;

/// <summary>Where in each cluster the application stands.</summary>
public sealed record TargetSpec
{
    /// <summary>The namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Whether the namespace is created where it is absent. Default false.</summary>
    public bool CreateNamespace { get; init; }

    /// <summary>The Service whose users are moved between colours.</summary>
    public required string Service { get; init; }

    /// <summary>Base names of the Deployments that carry a colour; empty = the only one among the manifests.</summary>
    public ImmutableArray<string> Deployments { get; init; } = [];

    /// <summary>Deployments that stand behind no Service (workers of a queue, say), and what their previews may do. They are
    /// released by replicas: once all users are on the new colour the new one is scaled up, then the old one down.</summary>
    public ImmutableSortedDictionary<string, PreviewMode> Workers { get; init; } =
        ImmutableSortedDictionary<string, PreviewMode>.Empty;

    /// <summary>Whether a running Deployment without a colour is taken over. Default false.</summary>
    public bool Adopt { get; init; }

    /// <summary>Who applies the manifests. Default <see cref="TargetApply.Coordinator"/>.</summary>
    public TargetApply Apply { get; init; } = TargetApply.Coordinator;
}
