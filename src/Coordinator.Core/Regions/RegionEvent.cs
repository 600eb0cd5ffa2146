using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Jobs;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Views;

namespace Coordinator.Core.Regions;

/// <summary>Something that a region was told.</summary>
/// <param name="At">Instant.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DirectivesReceived), nameof(DirectivesReceived))]
[JsonDerivedType(typeof(ReportsReceived), nameof(ReportsReceived))]
[JsonDerivedType(typeof(RegionEvidenceRead), nameof(RegionEvidenceRead))]
[JsonDerivedType(typeof(RegionJobSought), nameof(RegionJobSought))]
[JsonDerivedType(typeof(RegionJobEnded), nameof(RegionJobEnded))]
[JsonDerivedType(typeof(RegionTimePassed), nameof(RegionTimePassed))]
public abstract record RegionEvent(DateTimeOffset At);

/// <summary>The release's directives that are not confirmed yet.</summary>
public sealed record DirectivesReceived(
    DateTimeOffset At, string Release, Scope RollbackScope, ImmutableArray<AddressedDirective> Directives) : RegionEvent(At);

/// <summary>Reports of environments.</summary>
public sealed record ReportsReceived(DateTimeOffset At, ImmutableArray<EnvironmentReport> Reports) : RegionEvent(At);

/// <summary>Environments were asked what they have found against the new version.</summary>
/// <param name="At">Instant.</param>
/// <param name="Evidence">The answers; where an environment gave none, nothing is decided.</param>
public sealed record RegionEvidenceRead(DateTimeOffset At, ImmutableArray<EnvironmentEvidence> Evidence) : RegionEvent(At);

/// <summary>The clusters were asked whether one of its Jobs is there.</summary>
public sealed record RegionJobSought(DateTimeOffset At, string Job, SharedJobSought Sought) : RegionEvent(At);

/// <summary>A run of one of its Jobs ended.</summary>
public sealed record RegionJobEnded(DateTimeOffset At, string Job, long Turn, SharedJobEnd End) : RegionEvent(At);

/// <summary>Nothing happened, and a limit may have passed.</summary>
public sealed record RegionTimePassed(DateTimeOffset At) : RegionEvent(At);
