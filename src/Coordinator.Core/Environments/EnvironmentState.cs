using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Coordinator.Core.Analysis;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Jobs;
using Coordinator.Core.Plans;

namespace Coordinator.Core.Environments;

/// <summary>Everything an environment remembers. Persisted before each effect.</summary>
public sealed record EnvironmentState
{
    /// <summary>Version of this form.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The environment.</summary>
    public required EnvironmentKey Key { get; init; }

    /// <summary>Turn of the last effect. Forward turns are even; the odd one above is reserved for going back.</summary>
    public long Turn { get; init; }

    /// <summary>Release that owns the environment, or did last; null before the first.</summary>
    public string? Release { get; init; }

    /// <summary>Digest of its <see cref="EnvironmentPlan"/>.</summary>
    public string? PlanDigest { get; init; }

    /// <summary>Version of that release.</summary>
    public string? Version { get; init; }

    /// <summary>Where it is.</summary>
    public EnvironmentPhase Phase { get; init; }

    /// <summary>Since when; moved forward by a resume.</summary>
    public DateTimeOffset PhaseSince { get; init; }

    /// <summary>Piece of work within the phase, from 0.</summary>
    public int Cursor { get; init; }

    /// <summary>Index of the traffic step.</summary>
    public int Step { get; init; }

    /// <summary>The effect that is to be, or being, performed; null where none is.</summary>
    public EnvironmentEffect? Pending { get; init; }

    /// <summary>Which colour serves and which is new; null before Preflight.</summary>
    public ColorAssignment? Colors { get; init; }

    /// <summary>Users' share of the new colour as last confirmed.</summary>
    public int WeightPercent { get; init; }

    /// <summary>Whether a write that gives the new colour users was ever decided in this release.</summary>
    public bool TrafficMoved { get; init; }

    /// <summary>Whether a preview may exist in the cluster.</summary>
    public bool PreviewTouched { get; init; }

    /// <summary>Whether a take-over of the uncoloured Deployment began and is not known to be finished.</summary>
    public bool Adopting { get; init; }

    /// <summary>Why it waits; null where it does not.</summary>
    public PauseState? Pause { get; init; }

    /// <summary>Whether the pause holds back a finished piece of work.</summary>
    public bool AwaitsResume { get; init; }

    /// <summary>Since when the cluster does not answer; null where it does.</summary>
    public DateTimeOffset? UnreachableSince { get; init; }

    /// <summary>Why it is Blocked, Failed or Unreachable, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>Why users are not back on the old colour yet although going back was decided; null where nothing is known to hold it up.</summary>
    public string? HeldUpBy { get; init; }

    /// <summary>Last log lines of failing pods, or of a healthy one; null where none were kept.</summary>
    public string? Logs { get; init; }

    /// <summary>Results of the checks that ended in this attempt, in the order in which they did; one for each stage and
    /// name.</summary>
    public ImmutableArray<CheckResult> Checks { get; init; } = [];

    /// <summary>What was blocked; null unless <see cref="EnvironmentPhase.Blocked"/>.</summary>
    public EnvironmentPhase? BlockedIn { get; init; }

    /// <summary>Why it goes or went back; null where it does not.</summary>
    public GoingBack? Back { get; init; }

    /// <summary>Measurements and verdict.</summary>
    public AnalysisState Analysis { get; init; } = new();

    /// <summary>Healthy time in the current hold or bake.</summary>
    public TimeSpan Held { get; init; }

    /// <summary>Healthy time at 100 %.</summary>
    public TimeSpan ProvenHeld { get; init; }

    /// <summary>Since when users are exposed to the unproven version; null where they are not.</summary>
    public DateTimeOffset? ExposedSince { get; init; }

    /// <summary>When it was proven; null until then.</summary>
    public DateTimeOffset? ProvenAt { get; init; }

    /// <summary>Since when the colour with users has no ready pod while the other has; null where it has.</summary>
    public DateTimeOffset? NotServingSince { get; init; }

    /// <summary>The Job of its region or release that it waits for; null where it does not.</summary>
    public SharedJobWait? JobWait { get; init; }

    /// <summary>When a person had it tried again in this release; null in the first attempt.</summary>
    public DateTimeOffset? RetriedAt { get; init; }

    /// <summary>Digests that the new version runs, by image as its pods name it; empty until it is deployed.</summary>
    public ImmutableSortedDictionary<string, string> Images { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether an autoscaler owns the replicas of a coloured Deployment, as last read.</summary>
    public bool Autoscaled { get; init; }

    /// <summary>Pods of the serving colour that the previous one last followed; 0 where it never did.</summary>
    public int FollowedTo { get; init; }

    /// <summary>When the previous colour is scaled to zero; null before the release's end and after it is done.</summary>
    public DateTimeOffset? KeepPreviousUntil { get; init; }

    /// <summary>Times that someone else changed the traffic object in this release.</summary>
    public int ForeignChanges { get; init; }

    /// <summary>Ids of the last commands, newest last, at most 32: each is applied once.</summary>
    public ImmutableArray<string> Commands { get; init; } = [];

    /// <summary>Releases that owned the environment before, newest last, at most 16: their late commands are confirmed and not
    /// applied.</summary>
    public ImmutableArray<string> Past { get; init; } = [];

    /// <summary>Releases that were aborted before their start arrived, at most 16: the late start begins nothing.</summary>
    public ImmutableArray<string> Overtaken { get; init; } = [];

    /// <summary>Until when a version does not start here again; at most 16.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> Cooldowns { get; init; } =
        ImmutableSortedDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Members of a newer version, kept.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; init; }
}
