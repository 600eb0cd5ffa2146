namespace Coordinator.Core.Plans.Specs;

/// <summary>How many calls a cluster's API may get from the coordinator.</summary>
/// <param name="Qps">Calls per second. Default 50.</param>
/// <param name="Burst">Calls at once. Default 100.</param>
public sealed record ApiBudgetSpec(double Qps = 50, int Burst = 100);
