using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Applications;
using Coordinator.Core.Checks;
using Coordinator.Core.Jobs;
using Coordinator.Core.Ports;
using Coordinator.Core.Views;

namespace Coordinator.Core.Releases;

/// <summary>Something that happened to a release, or was asked of it.</summary>
/// <param name="At">Instant.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ReleaseSubmitted), nameof(ReleaseSubmitted))]
[JsonDerivedType(typeof(PermitsAnswered), nameof(PermitsAnswered))]
[JsonDerivedType(typeof(EnvironmentsReported), nameof(EnvironmentsReported))]
[JsonDerivedType(typeof(ReleaseEvidenceRead), nameof(ReleaseEvidenceRead))]
[JsonDerivedType(typeof(ActionRequested), nameof(ActionRequested))]
[JsonDerivedType(typeof(GateCheckEnded), nameof(GateCheckEnded))]
[JsonDerivedType(typeof(GateCheckRefused), nameof(GateCheckRefused))]
[JsonDerivedType(typeof(GateCheckFaulted), nameof(GateCheckFaulted))]
[JsonDerivedType(typeof(ReleaseJobSought), nameof(ReleaseJobSought))]
[JsonDerivedType(typeof(ReleaseJobEnded), nameof(ReleaseJobEnded))]
[JsonDerivedType(typeof(ReleaseTimePassed), nameof(ReleaseTimePassed))]
public abstract record ReleaseEvent(DateTimeOffset At);

/// <summary>The release was submitted with its plan.</summary>
public sealed record ReleaseSubmitted(DateTimeOffset At, string PlanDigest, string By) : ReleaseEvent(At);

/// <summary>The application answered a request for permits.</summary>
public sealed record PermitsAnswered(DateTimeOffset At, PermitAnswer Answer) : ReleaseEvent(At);

/// <summary>Environments reported, through their regions.</summary>
public sealed record EnvironmentsReported(DateTimeOffset At, ImmutableArray<EnvironmentReport> Reports) : ReleaseEvent(At);

/// <summary>Environments were asked what they have found against the new version.</summary>
/// <param name="At">Instant.</param>
/// <param name="Evidence">The answers; where an environment gave none, nothing is decided.</param>
public sealed record ReleaseEvidenceRead(DateTimeOffset At, ImmutableArray<EnvironmentEvidence> Evidence) : ReleaseEvent(At);

/// <summary>A check of a gate ended.</summary>
/// <param name="At">Instant.</param>
/// <param name="Turn">Turn of its run.</param>
/// <param name="Result">What became of it.</param>
/// <param name="Logs">Last log lines of its Job; null = none.</param>
public sealed record GateCheckEnded(DateTimeOffset At, long Turn, CheckResult Result, string? Logs = null) : ReleaseEvent(At);

/// <summary>A check of a gate can't be run.</summary>
public sealed record GateCheckRefused(DateTimeOffset At, long Turn, Refusal Refusal) : ReleaseEvent(At);

/// <summary>A check of a gate could not be run this time; it is tried again.</summary>
public sealed record GateCheckFaulted(DateTimeOffset At, long Turn, string Message) : ReleaseEvent(At);

/// <summary>A person asked for something.</summary>
/// <param name="At">Instant.</param>
/// <param name="Id">Idempotency key.</param>
/// <param name="Action">What.</param>
/// <param name="By">Subject.</param>
/// <param name="Roles">The subject's roles.</param>
/// <param name="Wave">Only this wave; null = all.</param>
/// <param name="Environment">Only this environment (key or cluster name); null = all.</param>
/// <param name="Reason">Why.</param>
public sealed record ActionRequested(
    DateTimeOffset At, string Id, ReleaseAction Action, string By, ImmutableArray<string> Roles, string? Wave, string? Environment,
    string Reason) : ReleaseEvent(At);

/// <summary>The clusters were asked whether one of its Jobs is there.</summary>
public sealed record ReleaseJobSought(DateTimeOffset At, string Job, SharedJobSought Sought) : ReleaseEvent(At);

/// <summary>A run of one of its Jobs ended.</summary>
public sealed record ReleaseJobEnded(DateTimeOffset At, string Job, long Turn, SharedJobEnd End) : ReleaseEvent(At);

/// <summary>Nothing happened, and a limit may have passed.</summary>
public sealed record ReleaseTimePassed(DateTimeOffset At) : ReleaseEvent(At);
