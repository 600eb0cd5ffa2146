namespace Coordinator.Core.Plans;

/// <summary>What the planner must know of the installation.</summary>
/// <param name="Installation">Name of the installation; part of every object's owner.</param>
/// <param name="ClockFactor">How many times faster than the wall's the coordinator's clock runs. 1 outside demos.</param>
/// <param name="CheckImage">The coordinator's own image, which checks <c>from: cluster</c> run; null = none is known, and such checks are
/// refused.</param>
public sealed record PlannerOptions(string Installation, double ClockFactor = 1, string? CheckImage = null);
