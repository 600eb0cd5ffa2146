using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Coordinator.Core.Clusters;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Applications;

/// <summary>Something asked of an application.</summary>
/// <param name="At">Instant.</param>
/// <param name="Release">The release that asks.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ReleaseQueued), nameof(ReleaseQueued))]
[JsonDerivedType(typeof(PermitsRequested), nameof(PermitsRequested))]
[JsonDerivedType(typeof(ReleaseLeft), nameof(ReleaseLeft))]
public abstract record ApplicationEvent(DateTimeOffset At, string Release);

/// <summary>A release joins the queue.</summary>
/// <param name="At">Instant.</param>
/// <param name="Release">Its name.</param>
/// <param name="Supersede">Whether it replaces those before it.</param>
/// <param name="Number">Number of the request that it came with; 0 = unknown, in rows of older versions.</param>
public sealed record ReleaseQueued(DateTimeOffset At, string Release, bool Supersede, long Number = 0) : ApplicationEvent(At, Release);

/// <summary>
/// The current release tells its whole picture and asks for more: what it holds, and what it wants, in order. What is in
/// neither is given back.
/// </summary>
/// <param name="At">Instant.</param>
/// <param name="Release">Its name.</param>
/// <param name="Number">Ascending.</param>
/// <param name="Exposure">Its limits.</param>
/// <param name="TotalCapacity">Capacity of all environments of its plan.</param>
/// <param name="Held">Environments that were started.</param>
/// <param name="Wanted">Environments that may start, in order.</param>
/// <param name="Cordoned">Clusters among theirs in which nothing starts; null = none, in rows of older versions.</param>
public sealed record PermitsRequested(
    DateTimeOffset At, string Release, long Number, ExposureSpec Exposure, double TotalCapacity,
    ImmutableArray<HeldPermit> Held, ImmutableArray<WantedPermit> Wanted,
    ImmutableArray<CordonedCluster>? Cordoned = null) : ApplicationEvent(At, Release);

/// <summary>A release is over. Told again with each change of it, until nothing of it is exposed any more.</summary>
/// <param name="At">Instant.</param>
/// <param name="Release">Its name.</param>
/// <param name="Number">Ascending, as of its requests: one with this number or a lower one comes too late. 0 = unknown.</param>
/// <param name="Exposed">Environments that serve its version and are not proven yet: they count on. Null = unknown.</param>
public sealed record ReleaseLeft(
    DateTimeOffset At, string Release, long Number = 0, ImmutableArray<HeldPermit>? Exposed = null) : ApplicationEvent(At, Release);
