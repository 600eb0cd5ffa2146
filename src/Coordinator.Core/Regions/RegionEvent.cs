using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Views;

namespace Coordinator.Core.Regions;

/// <summary>Something that a region was told.</summary>
/// <param name="At">Instant.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DirectivesReceived), nameof(DirectivesReceived))]
[JsonDerivedType(typeof(ReportsReceived), nameof(ReportsReceived))]
public abstract record RegionEvent(DateTimeOffset At);

/// <summary>The release's directives that are not confirmed yet.</summary>
public sealed record DirectivesReceived(
    DateTimeOffset At, string Release, Scope RollbackScope, ImmutableArray<AddressedDirective> Directives) : RegionEvent(At);

/// <summary>Reports of environments.</summary>
public sealed record ReportsReceived(DateTimeOffset At, ImmutableArray<EnvironmentReport> Reports) : RegionEvent(At);
