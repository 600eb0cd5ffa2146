namespace Coordinator.Simulator.Traffic;

/// <summary>What one version or colour answered.</summary>
/// <param name="Total">Requests answered.</param>
/// <param name="Failed">Of these, with 5xx or a broken connection.</param>
/// <param name="FirstFailureAt">Simulated instant (UTC) of the first bad answer; null when there was none.</param>
public sealed record TrafficShare(long Total, long Failed, DateTimeOffset? FirstFailureAt);
