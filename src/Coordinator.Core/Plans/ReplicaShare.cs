namespace Coordinator.Core.Plans;

/// <summary>Weights by replica counts (router <c>replicas</c>): a Service spreads users evenly over the pods that it
/// selects.</summary>
public static class ReplicaShare
{
    /// <summary>The highest weight below 100: the new colour never needs more pods than the old one has.</summary>
    public const int HighestWeightPercent = 50;

    /// <summary>Replicas of the new colour beside <paramref name="old"/> of the old: max(1, round(N·w/(1−w))), halves
    /// rounded up.</summary>
    /// <param name="old">Replicas of the old colour; at least 0.</param>
    /// <param name="weightPercent">The weight asked for, 1 to 50.</param>
    public static int CountFor(int old, int weightPercent) =>
        Math.Max(1, (int)Math.Round((double)old * weightPercent / (100 - weightPercent), MidpointRounding.AwayFromZero));

    /// <summary>The share that so many replicas really give to the new colour, in percent; 0 where there are none.</summary>
    public static double PercentOf(int old, int added) => old + added == 0 ? 0 : 100.0 * added / (old + added);
}
