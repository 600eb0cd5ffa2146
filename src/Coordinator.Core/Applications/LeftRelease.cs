namespace Coordinator.Core.Applications;

/// <summary>A release that is over.</summary>
/// <param name="Release">Its name.</param>
/// <param name="Number">Its requests up to this number are of before its end.</param>
public sealed record LeftRelease(string Release, long Number);
