namespace Coordinator.Client;

/// <summary>What became of a Cluster document.</summary>
/// <param name="Name">The cluster.</param>
/// <param name="Outcome">As the server calls it, e.g. <c>created</c> or <c>unchanged</c>.</param>
internal sealed record ClusterOutcome(string Name, string Outcome);
