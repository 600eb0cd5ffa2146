namespace Coordinator.Core.Plans.Specs;

/// <summary>A request to what users reach.</summary>
/// <param name="Path">Default <c>/health</c>.</param>
/// <param name="ExpectStatus">Default 200.</param>
public sealed record ProbeSpec(string Path = "/health", int ExpectStatus = 200);
