using System.Collections.Immutable;

namespace Coordinator.Core.Analysis.Regression;

/// <summary>
/// A sequential test whether the new colour has a greater share of bad requests than the old one, by betting. Each interval of
/// each environment multiplies the wealth of each <see cref="Bet"/> by a factor whose expectation is at most 1 while the new
/// colour is not worse. So the wealth is a test supermartingale: it may be looked at after every interval, and it ever reaches
/// 1/α with probability α at most (Ville's inequality, as used by Howard and Ramdas 2022; wealth of bets on bounded variables:
/// Waudby-Smith and Ramdas 2024).
/// </summary>
/// <remarks>
/// <para><b>What "not worse" means.</b> In an interval the new colour has n requests and the old one m; θ = n/m. The bad ones of the
/// new colour are X = Y + Z: Y, and W of the old colour, fall on requests without regard to colour, in bursts of whatever size,
/// E[Y | Y + W] = n/(n+m) (Y + W); Z is what the tolerance δ allows, E[Z | Y, W] ≤ d = nδ. For independent requests that is
/// p_new ≤ p_old + δ (1 − p_old): of those that the old colour would answer well, the new one may spoil a share δ. Whatever raises
/// the bad requests of both colours for a time leaves all that as it is. Counts given their sum: Lindon, Sanden and Shirikian
/// 2022. A block of both streams as one e-variable, and blocks multiplied: Turner, Ly and Grünwald 2021. A null hypothesis with a
/// difference between the streams: Turner and Grünwald 2022. Slow requests by their share above a fixed latency, so that a
/// quantile is a share: Howard and Ramdas 2022.</para>
/// <para><b>The factor.</b> e = 1 + f g with f in (0, 1) and, for θ ≤ 1,
/// g = (X − d − θW) / (X + θW + s), s ≥ d. (1)
/// g ≥ −1, so e &gt; 0. In Z, g is concave: E[g] is at most its value at Z = d, (Y − θW)/(Y + θW + s + d) (Jensen). Given Y + W that is
/// concave in Y for θ ≤ 1 and zero at the mean of Y: E[g] ≤ 0. For θ &gt; 1 the same holds of
/// g = ((X − d)/θ − W) / (X + W + s), (2)
/// whose denominator does not depend on how Y + W divides. For θ = 1 and δ = 0 without s, (1) is the sign test of the
/// difference, for one bad request the two-sample e-variable of Turner, Ly and Grünwald with its odds (1+f)/2.</para>
/// <para><b>Bursts.</b> However many requests go bad together in one interval of one colour, the factor is below 2: an interval is one
/// trial. A burst that outlasts the interval counts as often as it is seen. The guarantee therefore asks that
/// intervals are not shorter than what usually goes bad together.</para>
/// <para><b>Several bets.</b> Which f and s grow fastest depends on how bad the new colour is. A mixture over bets needs no
/// knowledge of it and stays a test martingale (method of mixtures). It is taken after multiplying
/// over intervals and environments (<see cref="EvidencePool"/>), so that it costs its price once, not once for each environment.</para>
/// </remarks>
public static class RegressionTest
{
    internal static readonly ImmutableArray<Bet> Bets =
    [
        new(0.30, 0.95, 0.2), new(0.20, 0.90, 0.5), new(0.20, 0.95, 1.5), new(0.20, 0.90, 4), new(0.10, 0.40, 4),
    ];

    /// <summary>Number of bets.</summary>
    public static int BetCount => Bets.Length;

    /// <summary>The factors of one interval, by bet. All 1 where the colours can't be compared.</summary>
    /// <param name="counts">What was counted in the interval.</param>
    /// <param name="tolerance">How much greater (a share) the new colour's share may truly be; in [0, 1).</param>
    /// <param name="factors">Where they go; <see cref="BetCount"/> elements.</param>
    public static void Factors(in PairedCounts counts, double tolerance, Span<double> factors)
    {
        if (!counts.IsComparable)
        {
            factors.Fill(1);
            return;
        }

        var ratio = counts.NewRequests / counts.OldRequests;
        var allowed = counts.NewRequests * tolerance;
        // (1) where the new colour has at most as many requests, else (2).
        var isMinor = ratio <= 1;
        var gain = isMinor ? counts.NewBad - allowed - (ratio * counts.OldBad) : ((counts.NewBad - allowed) / ratio) - counts.OldBad;
        var sum = isMinor ? counts.NewBad + (ratio * counts.OldBad) : counts.NewBad + counts.OldBad;
        // s ≥ d keeps g ≥ −1; twice that, so that a quiet interval of a busy service does not cost all.
        var least = 2 * (isMinor ? allowed : allowed / ratio);
        for (var bet = 0; bet < factors.Length; bet++)
        {
            factors[bet] = 1 + (Bets[bet].Fraction * gain / (sum + Math.Max(Bets[bet].Shrinkage, least)));
        }
    }
}
