namespace Coordinator.Benchmarks.Detection;

/// <summary>Something that has to hold.</summary>
/// <param name="What">What.</param>
/// <param name="IsMet">Whether it does.</param>
/// <param name="Detail">The worst case.</param>
internal sealed record Criterion(string What, bool IsMet, string Detail);
