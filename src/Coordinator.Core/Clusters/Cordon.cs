namespace Coordinator.Core.Clusters;

/// <summary>No environment starts in a cluster: those under way go on, and going back is never held up.</summary>
/// <param name="By">Who set it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Since">When.</param>
public sealed record Cordon(string By, string Reason, DateTimeOffset Since);
