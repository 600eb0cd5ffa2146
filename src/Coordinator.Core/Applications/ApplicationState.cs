using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Coordinator.Core.Applications;

/// <summary>What holds across the releases of an application.</summary>
public sealed record ApplicationState
{
    /// <summary>Version of this form.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Name of the application.</summary>
    public required string Name { get; init; }

    /// <summary>Releases in order; the first is the current one.</summary>
    public ImmutableArray<QueuedRelease> Queue { get; init; } = [];

    /// <summary>Permits by environment.</summary>
    public ImmutableSortedDictionary<string, StartPermit> Permits { get; init; } =
        ImmutableSortedDictionary<string, StartPermit>.Empty;

    /// <summary>Releases that left, newest last, at most 64: a request that comes late does not queue them again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImmutableArray<LeftRelease> Left { get; init; }

    /// <summary>Members of a newer version, kept.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; init; }
}
