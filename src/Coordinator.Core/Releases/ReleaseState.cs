using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Coordinator.Core.Jobs;

namespace Coordinator.Core.Releases;

/// <summary>Everything a release remembers.</summary>
public sealed record ReleaseState
{
    /// <summary>Version of this form.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Digest of its <see cref="Plans.ReleasePlan"/>; null before it was submitted.</summary>
    public string? PlanDigest { get; init; }

    /// <summary>Who submitted it.</summary>
    public string SubmittedBy { get; init; } = "";

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset SubmittedAt { get; init; }

    /// <summary>Where it is.</summary>
    public ReleasePhase Phase { get; init; }

    /// <summary>The environments by key.</summary>
    public ImmutableSortedDictionary<string, ReleaseMember> Members { get; init; } =
        ImmutableSortedDictionary<string, ReleaseMember>.Empty;

    /// <summary>What each image's tag was in the first environment that ran it.</summary>
    public ImmutableSortedDictionary<string, ResolvedImage> Images { get; init; } =
        ImmutableSortedDictionary<string, ResolvedImage>.Empty;

    /// <summary>Approvals given.</summary>
    public ImmutableArray<ReleaseApproval> Approvals { get; init; } = [];

    /// <summary>Checks of the gates by the name of the wave behind each, as far as any ended.</summary>
    public ImmutableSortedDictionary<string, GateState> Gates { get; init; } = ImmutableSortedDictionary<string, GateState>.Empty;

    /// <summary>The check of a gate that is to be, or being, run; null where none is.</summary>
    public GateRun? Gate { get; init; }

    /// <summary>Number of the last run of a gate's check.</summary>
    public long GateTurn { get; init; }

    /// <summary>Why nothing new starts for now; null where it may.</summary>
    public Intervention? Pause { get; init; }

    /// <summary>Why nothing new starts at all; null where it may.</summary>
    public Intervention? Stop { get; init; }

    /// <summary>Why the whole release goes back; null where it does not.</summary>
    public Intervention? Back { get; init; }

    /// <summary>Whether it is the application's turn for this release.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>The newer release that replaces it; null for none.</summary>
    public string? SupersededBy { get; init; }

    /// <summary>What it waits for, for people; null for nothing.</summary>
    public string? Waiting { get; init; }

    /// <summary>Number of the last directive.</summary>
    public long Directives { get; init; }

    /// <summary>Ids of the last actions that were taken, at most 64: each is applied once.</summary>
    public ImmutableArray<string> Actions { get; init; } = [];

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Its <c>prepare</c> Jobs of scope release, by name; null before the first began.</summary>
    public ImmutableSortedDictionary<string, SharedJob>? Jobs { get; init; }

    /// <summary>Members of a newer version, kept.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; init; }
}
