namespace Coordinator.Core.Plans.Specs;

/// <summary>What a Job does to a database: <c>expand</c> or <c>contract</c>, and whether the old version runs after it.</summary>
public sealed record MigrationSpec(MigrationPhase Phase, bool Reversible);
