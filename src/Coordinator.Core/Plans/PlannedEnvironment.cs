namespace Coordinator.Core.Plans;

/// <summary>An environment of a plan.</summary>
/// <param name="Key">The environment.</param>
/// <param name="Region">Region of its cluster.</param>
/// <param name="Capacity">Capacity of its cluster.</param>
/// <param name="PlanDigest">Digest of its <see cref="EnvironmentPlan"/>.</param>
public sealed record PlannedEnvironment(EnvironmentKey Key, string Region, double Capacity, string PlanDigest);
