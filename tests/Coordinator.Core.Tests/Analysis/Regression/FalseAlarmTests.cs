using Coordinator.Core.Analysis.Regression;

namespace Coordinator.Core.Tests.Analysis.Regression;

/// <summary>1,000,000 simulated releases that are not worse than the tolerance.</summary>
public sealed class FalseAlarmTests
{
    private const int PathsOfEach = 125_000;
    private const int Intervals = 40;
    private const int Seed = 20261125;

    /// <summary>Requests of the old and the new colour, the old one's share of bad ones, tolerance, and size of a burst.</summary>
    private static readonly (int Old, int New, double Share, double Tolerance, int Burst)[] Releases =
    [
        (13, 13, 0.001, 0.0002, 1), (125, 125, 0.001, 0.0002, 1), (125, 125, 0.02, 0.002, 1), (400, 40, 0.01, 0, 1),
        (40, 160, 0.02, 0.002, 1), (100, 100, 0.02, 0.002, 10), (200, 20, 0.02, 0.002, 20), (20, 20, 0.3, 0, 1),
    ];

    [Fact]
    public void An_e_value_exceeds_1_over_alpha_in_at_most_alpha_of_all_paths()
    {
        double[] alphas = [0.2, 0.05, 0.01, 0.001];
        var alarms = new int[Releases.Length][];
        Parallel.For(0, Releases.Length, release => alarms[release] = Simulate(Releases[release], release, alphas));
        for (var alpha = 0; alpha < alphas.Length; alpha++)
        {
            var expected = alphas[alpha] * PathsOfEach;
            for (var release = 0; release < Releases.Length; release++)
            {
                // Four standard deviations: a true rate of alpha exactly passes in all but one of 30,000 seeds.
                Assert.True(
                    alarms[release][alpha] <= expected + (4 * Math.Sqrt(expected)),
                    $"seed {Seed}, {Releases[release]}: {alarms[release][alpha]} of {PathsOfEach} at {alphas[alpha]}");
            }
        }

        // The test would say nothing if the wealth never moved.
        Assert.True(alarms.Sum(counts => counts[0]) > PathsOfEach / 100);
    }

    private static int[] Simulate((int Old, int New, double Share, double Tolerance, int Burst) release, int number, double[] alphas)
    {
        var chance = new Random(Seed + number);
        var old = Cumulative(release.Old / release.Burst, release.Share);
        var fresh = Cumulative(release.New / release.Burst, release.Share + (release.Tolerance * (1 - release.Share)));
        var alarms = new int[alphas.Length];
        Span<double> factors = stackalloc double[RegressionTest.BetCount];
        Span<double> wealth = stackalloc double[RegressionTest.BetCount];
        for (var path = 0; path < PathsOfEach; path++)
        {
            wealth.Fill(1);
            var greatest = 1.0;
            for (var interval = 0; interval < Intervals; interval++)
            {
                var counts = new PairedCounts(
                    release.Old, release.Burst * Draw(old, chance), release.New, release.Burst * Draw(fresh, chance));
                RegressionTest.Factors(counts, release.Tolerance, factors);
                for (var bet = 0; bet < wealth.Length; bet++)
                {
                    wealth[bet] *= factors[bet];
                }

                greatest = Math.Max(greatest, EvidencePool.Mix(wealth));
            }

            for (var alpha = 0; alpha < alphas.Length; alpha++)
            {
                alarms[alpha] += greatest >= 1 / alphas[alpha] ? 1 : 0;
            }
        }

        return alarms;
    }

    private static int Draw(double[] cumulative, Random chance)
    {
        var (u, successes) = (chance.NextDouble(), 0);
        while (successes < cumulative.Length - 1 && u >= cumulative[successes])
        {
            successes++;
        }

        return successes;
    }

    private static double[] Cumulative(int trials, double share)
    {
        var (term, sum) = (Math.Pow(1 - share, trials), 0.0);
        var cumulative = new double[trials + 1];
        for (var k = 0; k <= trials; k++)
        {
            sum += term;
            cumulative[k] = sum;
            term *= share / (1 - share) * (trials - k) / (k + 1);
        }

        return cumulative;
    }
}
