using System.Collections.Immutable;

namespace Coordinator.Core.Analysis.Regression;

/// <summary>What one environment has found against the new colour in one metric. It only grows: of two of the same environment the
/// one with more intervals replaces the other, so that repetitions and their order do not matter.</summary>
public sealed record Evidence
{
    /// <summary>Nothing compared yet.</summary>
    public static Evidence None { get; } = new();

    /// <summary>Natural logarithm of the wealth, by bet; empty before the first interval.</summary>
    public ImmutableArray<double> LogWealth { get; init; } = [];

    /// <summary>Intervals that were compared.</summary>
    public int Intervals { get; init; }

    /// <summary>Requests and bad ones over all of them.</summary>
    public PairedCounts Counts { get; init; }

    /// <summary>With one more interval; unchanged where the colours can't be compared.</summary>
    /// <param name="counts">What was counted in it.</param>
    /// <param name="tolerance">How much greater (a share) the new colour's share may truly be; in [0, 1).</param>
    public Evidence Add(in PairedCounts counts, double tolerance)
    {
        if (!counts.IsComparable)
        {
            return this;
        }

        Span<double> factors = stackalloc double[RegressionTest.BetCount];
        RegressionTest.Factors(counts, tolerance, factors);
        var wealth = ImmutableArray.CreateBuilder<double>(factors.Length);
        for (var bet = 0; bet < factors.Length; bet++)
        {
            wealth.Add((LogWealth.IsDefaultOrEmpty ? 0 : LogWealth[bet]) + Math.Log(factors[bet]));
        }

        return this with
        {
            LogWealth = wealth.MoveToImmutable(),
            Intervals = Intervals + 1,
            Counts = Counts + counts,
        };
    }
}
