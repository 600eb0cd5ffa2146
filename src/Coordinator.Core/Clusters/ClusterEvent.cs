using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Clusters;

/// <summary>Something that happened to a cluster's registration, or that was asked of it.</summary>
/// <param name="At">Instant.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ClusterRegistered), nameof(ClusterRegistered))]
[JsonDerivedType(typeof(ClusterActionRequested), nameof(ClusterActionRequested))]
[JsonDerivedType(typeof(ReachabilityReported), nameof(ReachabilityReported))]
public abstract record ClusterEvent(DateTimeOffset At);

/// <summary>It was registered, or registered anew with other content.</summary>
/// <param name="At">Instant.</param>
/// <param name="By">Who.</param>
/// <param name="Spec">Its content.</param>
public sealed record ClusterRegistered(DateTimeOffset At, string By, ClusterSpec Spec) : ClusterEvent(At);

/// <summary>A person acts.</summary>
/// <param name="At">Instant.</param>
/// <param name="Id">Taken once.</param>
/// <param name="Action">What.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="UsedBy">Unfinished releases with environments there, as far as they were found.</param>
public sealed record ClusterActionRequested(
    DateTimeOffset At, string Id, ClusterAction Action, string By, string Reason, ImmutableArray<string> UsedBy) : ClusterEvent(At);

/// <summary>An environment tells whether its calls get through.</summary>
/// <param name="At">Instant.</param>
/// <param name="Environment">Its key.</param>
/// <param name="Fault">Why they don't; null where they do.</param>
public sealed record ReachabilityReported(DateTimeOffset At, string Environment, string? Fault) : ClusterEvent(At);
