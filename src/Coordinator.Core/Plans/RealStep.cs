namespace Coordinator.Core.Plans;

/// <summary>What a step of router <c>replicas</c> comes to with the replicas of the manifests. The count is taken anew from
/// what the old colour runs when the step is made.</summary>
/// <param name="WeightPercent">The weight asked for.</param>
/// <param name="OldReplicas">Replicas of the old colour.</param>
/// <param name="NewReplicas">Replicas of the new colour.</param>
/// <param name="RealPercent">The share of the users that the new colour really gets, 0 to 100: what is exposed.</param>
public sealed record RealStep(int WeightPercent, int OldReplicas, int NewReplicas, double RealPercent);
