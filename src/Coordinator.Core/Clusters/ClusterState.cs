using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Clusters;

/// <summary>What holds for a cluster, whichever releases use it.</summary>
public sealed record ClusterState
{
    /// <summary>Version of this form.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its registration; null where it was never registered, or was removed.</summary>
    public ClusterSpec? Spec { get; init; }

    /// <summary>Keeps environments from starting; null for none.</summary>
    public Cordon? Cordon { get; init; }

    /// <summary>Environments whose calls do not get through, by key; at most <see cref="ClusterMachine.MostUnreachable"/>.</summary>
    public ImmutableSortedDictionary<string, Unreachability> Unreachable { get; init; } = ImmutableSortedDictionary<string, Unreachability>.Empty;

    /// <summary>Ids of the last actions, newest last, at most 64: each is taken once.</summary>
    public ImmutableArray<string> Actions { get; init; } = [];

    /// <summary>Members of a newer version, kept.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; init; }
}
