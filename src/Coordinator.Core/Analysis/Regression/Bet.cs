namespace Coordinator.Core.Analysis.Regression;

/// <summary>One way to bet that the new colour is worse.</summary>
/// <param name="Weight">Share of the stake at the beginning. The weights of all bets sum up to 1.</param>
/// <param name="Fraction">Share of the wealth that one interval may lose at most; in (0, 1).</param>
/// <param name="Shrinkage">Bad requests that are added to an interval's sum. More of them makes the bet cautious where there are
/// few bad requests; above 0.</param>
internal readonly record struct Bet(double Weight, double Fraction, double Shrinkage);
