namespace Coordinator.Core.Clusters;

/// <summary>An environment's calls do not get through.</summary>
/// <param name="Since">When it was told.</param>
/// <param name="Because">The fault.</param>
public sealed record Unreachability(DateTimeOffset Since, string Because);
