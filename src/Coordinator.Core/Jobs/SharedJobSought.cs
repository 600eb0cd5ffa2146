using System.Collections.Immutable;

namespace Coordinator.Core.Jobs;

/// <summary>What the clusters answered to whether a shared Job is there: a database that was restored from a backup does not know.</summary>
/// <param name="Found">Where it is; null where no cluster that answered has it.</param>
/// <param name="Silent">Keys of the environments whose clusters did not answer.</param>
public sealed record SharedJobSought(SharedJobPlace? Found, ImmutableArray<string> Silent);
