namespace Coordinator.Core.Plans.Specs;

/// <summary>A traffic weight for the new colour.</summary>
/// <param name="WeightPercent">1 to 100.</param>
/// <param name="Hold">Healthy time under analysis before the next step. Default zero.</param>
public sealed record StepSpec(int WeightPercent, TimeSpan Hold);
