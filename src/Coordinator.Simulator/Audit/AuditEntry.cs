using System.Collections.Immutable;

namespace Coordinator.Simulator.Audit;

/// <summary>One write that a cluster accepted from a client. The controllers' own writes are not recorded.</summary>
public sealed record AuditEntry
{
    /// <summary>Position in the cluster's log: 1, 2, 3, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>Instant by the cluster's clock (UTC, simulated).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Name of the user.</summary>
    public required string User { get; init; }

    /// <summary>User-Agent of the request; empty when it had none.</summary>
    public required string UserAgent { get; init; }

    /// <summary>Name of the field manager.</summary>
    public required string Manager { get; init; }

    /// <summary>create, update, patch, apply or delete.</summary>
    public required string Verb { get; init; }

    /// <summary>Kind of the object, such as <c>Service</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its namespace; empty for objects that have none.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Empty, <c>status</c> or <c>scale</c>.</summary>
    public required string Subresource { get; init; }

    /// <summary>resourceVersion before; null for a creation.</summary>
    public required string? VersionBefore { get; init; }

    /// <summary>resourceVersion after; null for a deletion that was immediate.</summary>
    public required string? VersionAfter { get; init; }

    /// <summary>What changed outside of the metadata that the server keeps; at most 200 fields.</summary>
    public required ImmutableArray<AuditChange> Changes { get; init; }
}
