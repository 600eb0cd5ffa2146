using System.Collections.Immutable;
using Coordinator.Core.Environments;

namespace Coordinator.Grains.Environments;

/// <summary>A measurement under way.</summary>
/// <param name="Metrics">Names of its metrics.</param>
/// <param name="IsComparing">Whether it compares the colours.</param>
/// <param name="Task">What it tells; it never fails but by being stopped.</param>
internal sealed record Measuring(ImmutableArray<string> Metrics, bool IsComparing, Task<Sampled> Task);
