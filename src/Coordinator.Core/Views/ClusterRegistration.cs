namespace Coordinator.Core.Views;

/// <summary>What registering a cluster came to.</summary>
/// <param name="Name">The cluster.</param>
/// <param name="Outcome"><c>created</c>, <c>changed</c> or <c>unchanged</c>.</param>
public sealed record ClusterRegistration(string Name, string Outcome);
