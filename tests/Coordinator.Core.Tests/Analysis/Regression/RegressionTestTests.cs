using Coordinator.Core.Analysis.Regression;

namespace Coordinator.Core.Tests.Analysis.Regression;

public sealed class RegressionTestTests
{
    /// <summary>Exactly, by summing over all outcomes: no bet gains at the mean while the new colour is worse by the tolerance.</summary>
    [Theory]
    [InlineData(20, 20)]
    [InlineData(40, 4)]
    [InlineData(60, 30)]
    [InlineData(4, 40)]
    [InlineData(30, 31)]
    [InlineData(1, 1)]
    public void Factors_NewWorseByTheTolerance_HaveAMeanOfAtMostOne(int oldRequests, int newRequests)
    {
        foreach (var tolerance in (ReadOnlySpan<double>)[0, 0.0002, 0.002, 0.02, 0.3])
        {
            foreach (var share in (ReadOnlySpan<double>)[0, 0.0005, 0.005, 0.05, 0.3, 0.69])
            {
                var means = Means(oldRequests, newRequests, share, share + (tolerance * (1 - share)), tolerance);
                Assert.All(means, mean => Assert.InRange(mean, 0, 1 + 1e-9));
            }
        }
    }

    [Fact]
    public void Factors_NewFarWorse_HaveAMeanAboveOne() =>
        Assert.All(Means(40, 40, 0.01, 0.2, 0.002), mean => Assert.True(mean > 1.05, $"{mean}"));

    /// <summary>Bursts: all requests of a colour go bad together or none does.</summary>
    [Theory]
    [InlineData(100, 100)]
    [InlineData(1000, 10)]
    [InlineData(10, 1000)]
    public void Factors_AllGoBadTogether_CountAsOneTrial(double oldRequests, double newRequests)
    {
        Span<double> lost = stackalloc double[RegressionTest.BetCount];
        Span<double> won = stackalloc double[RegressionTest.BetCount];
        RegressionTest.Factors(new(oldRequests, 0, newRequests, newRequests), 0, won);
        RegressionTest.Factors(new(oldRequests, oldRequests, newRequests, 0), 0, lost);
        for (var bet = 0; bet < won.Length; bet++)
        {
            Assert.InRange(won[bet], 1, 2);
            Assert.InRange((won[bet] + lost[bet]) / 2, 0, 1);
        }
    }

    [Fact]
    public void Factors_ShockThatHitsBothAlike_HardlyMove()
    {
        Span<double> factors = stackalloc double[RegressionTest.BetCount];
        RegressionTest.Factors(new(500, 250, 500, 250), 0.002, factors);
        foreach (var factor in factors)
        {
            Assert.InRange(factor, 0.99, 1);
        }
    }

    [Theory]
    [InlineData(0, 0, 10, 1)]
    [InlineData(10, 1, 0, 0)]
    [InlineData(10, -1, 10, 1)]
    [InlineData(10, 11, 10, 1)]
    [InlineData(10, 1, 10, double.NaN)]
    [InlineData(10, 1, double.PositiveInfinity, 1)]
    public void Add_NotComparable_ChangesNothing(double oldRequests, double oldBad, double newRequests, double newBad) =>
        Assert.Same(Evidence.None, Evidence.None.Add(new(oldRequests, oldBad, newRequests, newBad), 0.002));

    private static double[] Means(int oldRequests, int newRequests, double oldShare, double newShare, double tolerance)
    {
        var (old, fresh) = (Binomial(oldRequests, oldShare), Binomial(newRequests, newShare));
        var means = new double[RegressionTest.BetCount];
        Span<double> factors = stackalloc double[RegressionTest.BetCount];
        for (var oldBad = 0; oldBad <= oldRequests; oldBad++)
        {
            for (var newBad = 0; newBad <= newRequests; newBad++)
            {
                RegressionTest.Factors(new(oldRequests, oldBad, newRequests, newBad), tolerance, factors);
                for (var bet = 0; bet < means.Length; bet++)
                {
                    Assert.True(factors[bet] > 0);
                    means[bet] += old[oldBad] * fresh[newBad] * factors[bet];
                }
            }
        }

        return means;
    }

    private static double[] Binomial(int trials, double share)
    {
        var terms = new double[trials + 1];
        terms[0] = Math.Pow(1 - share, trials);
        for (var k = 1; k <= trials; k++)
        {
            terms[k] = terms[k - 1] * share / (1 - share) * (trials - k + 1) / k;
        }

        return terms;
    }
}
