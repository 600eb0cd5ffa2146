using System.Collections.Immutable;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>The result of colouring: objects in the order in which they are applied, or every error.</summary>
public sealed record ColoredManifests
{
    /// <summary>The objects; empty where there are errors.</summary>
    public ImmutableArray<ColoredObject> Objects { get; init; } = [];

    /// <summary>Selector of the target Service without a colour; empty where neither manifests nor cluster have the
    /// Service.</summary>
    public ImmutableSortedDictionary<string, string> ServiceSelector { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Base names of the Deployments whose replicas an autoscaler among the manifests owns.</summary>
    public ImmutableArray<string> Autoscaled { get; init; } = [];

    /// <summary>Every error, for people.</summary>
    public ImmutableArray<string> Errors { get; init; } = [];

    /// <summary>The objects of a role, in order.</summary>
    public IEnumerable<ColoredObject> OfRole(ManifestRole role) => Objects.Where(one => one.Role == role);
}
