using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Coordinator.Core.Analysis.Controls;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Checks;
using Coordinator.Core.Jobs;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Environments;

/// <summary>Something that happened to an environment, or was asked of it.</summary>
/// <param name="At">Instant.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(StartRequested), nameof(StartRequested))]
[JsonDerivedType(typeof(AbortRequested), nameof(AbortRequested))]
[JsonDerivedType(typeof(PauseRequested), nameof(PauseRequested))]
[JsonDerivedType(typeof(ResumeRequested), nameof(ResumeRequested))]
[JsonDerivedType(typeof(PromoteRequested), nameof(PromoteRequested))]
[JsonDerivedType(typeof(RetryRequested), nameof(RetryRequested))]
[JsonDerivedType(typeof(ReleaseEnded), nameof(ReleaseEnded))]
[JsonDerivedType(typeof(RegressionFound), nameof(RegressionFound))]
[JsonDerivedType(typeof(RejectRequested), nameof(RejectRequested))]
[JsonDerivedType(typeof(SharedJobTold), nameof(SharedJobTold))]
[JsonDerivedType(typeof(PreflightAnswered), nameof(PreflightAnswered))]
[JsonDerivedType(typeof(WorkDone), nameof(WorkDone))]
[JsonDerivedType(typeof(PrepareJobEnded), nameof(PrepareJobEnded))]
[JsonDerivedType(typeof(ChecksEnded), nameof(ChecksEnded))]
[JsonDerivedType(typeof(CheckEnded), nameof(CheckEnded))]
[JsonDerivedType(typeof(TrafficShifted), nameof(TrafficShifted))]
[JsonDerivedType(typeof(TrafficRestored), nameof(TrafficRestored))]
[JsonDerivedType(typeof(EffectRefused), nameof(EffectRefused))]
[JsonDerivedType(typeof(EffectFaulted), nameof(EffectFaulted))]
[JsonDerivedType(typeof(Sampled), nameof(Sampled))]
[JsonDerivedType(typeof(TimePassed), nameof(TimePassed))]
public abstract record EnvironmentEvent(DateTimeOffset At);

/// <summary>A command of the release. Applied once by its id; one of another release is refused.</summary>
public abstract record EnvironmentCommand(DateTimeOffset At, string Id, string Release, string By, string Reason)
    : EnvironmentEvent(At);

/// <summary>Start the release here; the permit has been given.</summary>
/// <param name="At">Instant.</param>
/// <param name="Id">Idempotency key.</param>
/// <param name="Release">Name of the release.</param>
/// <param name="By">Who asked.</param>
/// <param name="Reason">Why.</param>
/// <param name="PlanDigest">Digest of the environment's plan.</param>
/// <param name="Controls">Untouched environments to be measured beside it; null = none.</param>
public sealed record StartRequested(
    DateTimeOffset At, string Id, string Release, string By, string Reason, string PlanDigest, ImmutableArray<ControlRef>? Controls = null)
    : EnvironmentCommand(At, Id, Release, By, Reason);

/// <summary>Stop and go back; after success: go back.</summary>
/// <param name="At">Instant.</param>
/// <param name="Id">Idempotency key.</param>
/// <param name="Release">Name of the release.</param>
/// <param name="By">Who asked.</param>
/// <param name="Reason">Why.</param>
public sealed record AbortRequested(DateTimeOffset At, string Id, string Release, string By, string Reason)
    : EnvironmentCommand(At, Id, Release, By, Reason);

/// <summary>Wait after the piece of work at hand.</summary>
public sealed record PauseRequested(DateTimeOffset At, string Id, string Release, string By, string Reason)
    : EnvironmentCommand(At, Id, Release, By, Reason);

/// <summary>Go on.</summary>
public sealed record ResumeRequested(DateTimeOffset At, string Id, string Release, string By, string Reason)
    : EnvironmentCommand(At, Id, Release, By, Reason);

/// <summary>Skip the current hold or bake.</summary>
public sealed record PromoteRequested(DateTimeOffset At, string Id, string Release, string By, string Reason)
    : EnvironmentCommand(At, Id, Release, By, Reason);

/// <summary>Try again after an end without success, or after a block.</summary>
public sealed record RetryRequested(DateTimeOffset At, string Id, string Release, string By, string Reason)
    : EnvironmentCommand(At, Id, Release, By, Reason);

/// <summary>The release is over: keepPrevious counts from here.</summary>
public sealed record ReleaseEnded(DateTimeOffset At, string Id, string Release, string By, string Reason)
    : EnvironmentCommand(At, Id, Release, By, Reason);

/// <summary>Evidence of several environments together shows that the new version is worse: as if this one were Unhealthy.</summary>
/// <param name="At">Instant.</param>
/// <param name="Id">Idempotency key.</param>
/// <param name="Release">Name of the release.</param>
/// <param name="By">Who found it.</param>
/// <param name="Reason">Counts, tolerance, e-value and its limit.</param>
public sealed record RegressionFound(DateTimeOffset At, string Id, string Release, string By, string Reason)
    : EnvironmentCommand(At, Id, Release, By, Reason);

/// <summary>The release found that what runs here is not what it runs elsewhere: it is Unhealthy, whatever is measured.</summary>
public sealed record RejectRequested(DateTimeOffset At, string Id, string Release, string By, string Reason)
    : EnvironmentCommand(At, Id, Release, By, Reason);

/// <summary>A Job that the region or the release runs once for all has ended; the reason says how.</summary>
public sealed record SharedJobTold(DateTimeOffset At, string Id, string Release, string By, string Reason, SharedJobAnswer Answer)
    : EnvironmentCommand(At, Id, Release, By, Reason);

/// <summary>Preflight is done.</summary>
public sealed record PreflightAnswered(DateTimeOffset At, long Turn, PreflightReport Report) : EnvironmentEvent(At);

/// <summary>A workload effect is done.</summary>
public sealed record WorkDone(DateTimeOffset At, long Turn, WorkloadReport Report) : EnvironmentEvent(At);

/// <summary>A Job of <c>prepare</c> ended.</summary>
/// <param name="At">Instant.</param>
/// <param name="Turn">Turn of the effect.</param>
/// <param name="Succeeded">Whether with success.</param>
/// <param name="Message">For people.</param>
/// <param name="Logs">Last log lines; null = none.</param>
/// <param name="IsUnknown">Whether nobody knows how it ended: a person must look.</param>
public sealed record PrepareJobEnded(
    DateTimeOffset At, long Turn, bool Succeeded, string Message, string? Logs = null, bool IsUnknown = false) : EnvironmentEvent(At);

/// <summary>A check ended.</summary>
/// <param name="At">Instant.</param>
/// <param name="Turn">Turn of the effect.</param>
/// <param name="Result">What became of it.</param>
/// <param name="Logs">Last log lines of its Job; null = none.</param>
public sealed record CheckEnded(DateTimeOffset At, long Turn, CheckResult Result, string? Logs = null) : EnvironmentEvent(At);

/// <summary>All checks of a stage ended. In journals of older versions; each check ends by itself now.</summary>
/// <param name="At">Instant.</param>
/// <param name="Turn">Turn of the effect.</param>
/// <param name="Failures">One sentence for each failed check whose onFailure is fail; empty = passed.</param>
public sealed record ChecksEnded(DateTimeOffset At, long Turn, ImmutableArray<string> Failures) : EnvironmentEvent(At);

/// <summary>The new colour has its weight.</summary>
/// <param name="At">Instant.</param>
/// <param name="Turn">Turn of the effect.</param>
/// <param name="Observation">Traffic after it.</param>
/// <param name="Before">Readings of the new colour before its first users came; null where none were taken.</param>
/// <param name="OldBefore">The same of the old colour, where it keeps users; null where none were taken.</param>
public sealed record TrafficShifted(
    DateTimeOffset At, long Turn, TrafficObservation Observation, ImmutableArray<MetricReading>? Before = null,
    ImmutableArray<MetricReading>? OldBefore = null) : EnvironmentEvent(At);

/// <summary>Users are back on the previous colour.</summary>
public sealed record TrafficRestored(DateTimeOffset At, long Turn, TrafficObservation Observation) : EnvironmentEvent(At);

/// <summary>An effect was refused, as expected refusals are.</summary>
public sealed record EffectRefused(DateTimeOffset At, long Turn, Refusal Refusal) : EnvironmentEvent(At);

/// <summary>An effect could not be performed now; it is retried with the same turn.</summary>
public sealed record EffectFaulted(DateTimeOffset At, long Turn, string Message) : EnvironmentEvent(At);

/// <summary>Health was measured, traffic looked at, or both.</summary>
/// <param name="At">Instant.</param>
/// <param name="Turn">Turn of the state that asked; an answer to an older one is ignored.</param>
/// <param name="Readings">Readings of the new colour that were due.</param>
/// <param name="Traffic">Traffic as it was read; null where it was not looked at.</param>
/// <param name="Fault">Why the cluster could not be asked; null where it answered.</param>
/// <param name="LookedAt">When the look at the traffic began; null = at <paramref name="At"/>.</param>
/// <param name="Compared">Readings of both colours; null where they were not to be compared.</param>
/// <param name="Old">Readings of the old colour for the same metrics; null where it has no users.</param>
/// <param name="Controls">Readings of untouched environments; null where none was read.</param>
/// <param name="MeasuredFrom">When the measurement began; null = at <paramref name="At"/>.</param>
public sealed record Sampled(
    DateTimeOffset At, long Turn, ImmutableArray<MetricReading> Readings, TrafficObservation? Traffic, string? Fault = null,
    DateTimeOffset? LookedAt = null, ComparedReadings? Compared = null, ImmutableArray<MetricReading>? Old = null,
    ImmutableArray<ControlReading>? Controls = null, DateTimeOffset? MeasuredFrom = null)
    : EnvironmentEvent(At)
{
    /// <summary>The same without what was measured.</summary>
    public Sampled LookAlone() => this with { Readings = [], Compared = null, Old = null, Controls = null };
}

/// <summary>A deadline may have passed.</summary>
public sealed record TimePassed(DateTimeOffset At) : EnvironmentEvent(At);
