using Coordinator.Core.Analysis.Regression;

namespace Coordinator.Benchmarks.Detection.Judges;

/// <summary>The product's own: Core's regression test of errors and of slow requests every 5 s, evidence pooled over all environments.</summary>
internal sealed class SequentialJudge
{
    /// <summary>Name in the table.</summary>
    public const string Name = "sequential";

    private const double FalseAlarm = 0.001;
    private const int Known = 1024;
    private static readonly double[][] Quiet = [.. Enumerable.Range(0, Known).Select(Silent)];
    private readonly double[] errors = new double[RegressionTest.BetCount];
    private readonly double[] slow = new double[RegressionTest.BetCount];
    private readonly double[] both = new double[RegressionTest.BetCount];
    private readonly double[] factors = new double[RegressionTest.BetCount];

    /// <summary>Begins a run.</summary>
    public void Begin()
    {
        errors.AsSpan().Fill(1);
        slow.AsSpan().Fill(1);
        both.AsSpan().Fill(1);
    }

    /// <summary>One interval of one environment.</summary>
    /// <returns>Whether it is sure that the release is bad. It is asked no more after that.</returns>
    public bool Look(in Sample sample)
    {
        var fewer = Math.Min(sample.OldRequests, sample.NewRequests);
        if (sample.IsQuiet && fewer < Known)
        {
            // Without a bad request the factor depends on the lesser number of requests alone, and is below 1 for both metrics.
            Multiply(both, Quiet[fewer]);
            return false;
        }

        Multiply(errors, Factors(sample.OldRequests, sample.OldErrors, sample.NewRequests, sample.NewErrors));
        Multiply(slow, Factors(sample.OldRequests, sample.OldSlow, sample.NewRequests, sample.NewSlow));
        if (sample.NewErrors + sample.NewSlow == 0)
        {
            return false;
        }

        Multiply(errors, both);
        Multiply(slow, both);
        both.AsSpan().Fill(1);
        return (EvidencePool.Mix(errors) + EvidencePool.Mix(slow)) / 2 >= 1 / FalseAlarm;
    }

    private double[] Factors(int oldRequests, int oldBad, int newRequests, int newBad)
    {
        var fewer = Math.Min(oldRequests, newRequests);
        if (oldBad + newBad == 0 && fewer < Known)
        {
            return Quiet[fewer];
        }

        RegressionTest.Factors(new(oldRequests, oldBad, newRequests, newBad), Scenario.Tolerance, factors);
        return factors;
    }

    private static void Multiply(double[] wealth, double[] by)
    {
        for (var bet = 0; bet < wealth.Length; bet++)
        {
            wealth[bet] *= by[bet];
        }
    }

    private static double[] Silent(int requests)
    {
        var factors = new double[RegressionTest.BetCount];
        RegressionTest.Factors(new(requests, 0, requests, 0), Scenario.Tolerance, factors);
        return factors;
    }
}
