namespace Coordinator.Core.Releases;

/// <summary>Why a release pauses, stops or goes back.</summary>
public sealed record Intervention(string By, string Reason, DateTimeOffset At);
