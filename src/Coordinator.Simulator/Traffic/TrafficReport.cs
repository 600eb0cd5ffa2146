using System.Collections.Immutable;

namespace Coordinator.Simulator.Traffic;

/// <summary>What users saw. Instants are simulated time (UTC).</summary>
public sealed record TrafficReport
{
    /// <summary>Namespace of the Service.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the Service.</summary>
    public required string Service { get; init; }

    /// <summary>Whether requests are still being sent.</summary>
    public required bool Running { get; init; }

    /// <summary>Requests answered or failed.</summary>
    public required long Total { get; init; }

    /// <summary>Of these: 5xx, a broken connection, or no endpoint.</summary>
    public required long Failed { get; init; }

    /// <summary>Of the failed ones: the Service had no endpoint.</summary>
    public required long NoEndpoint { get; init; }

    /// <summary>Requests not sent, because too many were under way.</summary>
    public required long Skipped { get; init; }

    /// <summary>First failure; null when there was none.</summary>
    public required DateTimeOffset? FirstFailureAt { get; init; }

    /// <summary>Last failure; null when there was none.</summary>
    public required DateTimeOffset? LastFailureAt { get; init; }

    /// <summary>By the tag of the image that answered.</summary>
    public required ImmutableSortedDictionary<string, TrafficShare> ByVersion { get; init; }

    /// <summary>By the value of the pod's label <c>version</c>.</summary>
    public required ImmutableSortedDictionary<string, TrafficShare> ByColor { get; init; }
}
