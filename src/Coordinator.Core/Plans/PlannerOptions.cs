namespace Coordinator.Core.Plans;

/// <summary>What the planner must know of the installation.</summary>
/// <param name="Installation">Name of the installation; part of every object's owner.</param>
/// <param name="ClockFactor">How many times faster than the wall's the coordinator's clock runs. 1 outside demos.</param>
public sealed record PlannerOptions(string Installation, double ClockFactor = 1);
