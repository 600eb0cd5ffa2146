namespace Coordinator.Core.Jobs;

/// <summary>Where a shared Job was found.</summary>
/// <param name="Environment">Key of the environment whose cluster has it.</param>
/// <param name="PlanDigest">Plan of that environment.</param>
/// <param name="Turn">Number of its run there.</param>
public sealed record SharedJobPlace(string Environment, string PlanDigest, long Turn);
