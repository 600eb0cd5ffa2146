namespace Coordinator.Benchmarks.Detection;

/// <summary>Something that has to hold.</summary>
/// <param name="What">What.</param>
/// <param name="IsMet">Whether it does.</param>
/// <param name="Detail">The worst case.</param>
/// <param name="SaysNothing">Whether it holds only because nothing falls under it.</param>
internal sealed record Criterion(string What, bool IsMet, string Detail, bool SaysNothing = false);
