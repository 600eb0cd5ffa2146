using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Coordinator.Core.Jobs;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Regions;

/// <summary>The environments of a region in one release.</summary>
public sealed record RegionState
{
    /// <summary>Version of this form.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Key: RELEASE/REGION.</summary>
    public required string Key { get; init; }

    /// <summary>Name of the release; empty before the first directive.</summary>
    public string Release { get; init; } = "";

    /// <summary>Name of the region; empty before the first directive.</summary>
    [JsonIgnore]
    public string Region => Release.Length > 0 ? Key[(Release.Length + 1)..] : "";

    /// <summary>What goes back when one environment is Unhealthy.</summary>
    public Scope RollbackScope { get; init; }

    /// <summary>The environments by key.</summary>
    public ImmutableSortedDictionary<string, RegionMember> Members { get; init; } =
        ImmutableSortedDictionary<string, RegionMember>.Empty;

    /// <summary>Its <c>prepare</c> Jobs of scope region, by name; null before the first began.</summary>
    public ImmutableSortedDictionary<string, SharedJob>? Jobs { get; init; }

    /// <summary>Members of a newer version, kept.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; init; }
}
