using System.Collections.Immutable;

namespace Coordinator.Core.Plans.Specs;

/// <summary>Chooses clusters: by name, or by labels (all must match). Neither given means all.</summary>
public sealed record ClusterSelector
{
    /// <summary>Labels that must be equal; <c>name</c> and <c>region</c> count as labels.</summary>
    public ImmutableSortedDictionary<string, string> MatchLabels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Names; empty = any name.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>Whether a cluster is chosen.</summary>
    public bool Matches(ClusterSpec cluster) =>
        (Names.IsEmpty || Names.Contains(cluster.Name))
        && MatchLabels.All(label => label.Key switch
        {
            "name" => cluster.Name == label.Value,
            "region" => cluster.Region == label.Value,
            _ => cluster.Labels.TryGetValue(label.Key, out var value) && value == label.Value,
        });
}
