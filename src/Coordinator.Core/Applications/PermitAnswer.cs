using System.Collections.Immutable;
using Coordinator.Core.Plans;

namespace Coordinator.Core.Applications;

/// <summary>What an application answers a release.</summary>
/// <param name="IsCurrent">Whether it is its turn.</param>
/// <param name="SupersededBy">The release that replaces it; null for none.</param>
/// <param name="Ahead">Name of the release it waits for; null for none.</param>
/// <param name="Granted">Environments of the request that may start.</param>
/// <param name="Waiting">Why the next one may not start yet; null where nothing waits.</param>
public sealed record PermitAnswer(
    bool IsCurrent, string? SupersededBy, string? Ahead, ImmutableArray<EnvironmentKey> Granted, string? Waiting);
