using Coordinator.Core.Analysis.Regression;

namespace Coordinator.Benchmarks.Detection.Judges;

/// <summary>The product's own: Core's regression test of errors and of slow requests, evidence pooled over all environments.</summary>
internal sealed class SequentialJudge : IJudge
{
    private const double FalseAlarm = 0.001;
    private const int Known = 1024;
    private static readonly double[][] Quiet = [.. Enumerable.Range(0, Known).Select(Silent)];
    private readonly double[] errors = new double[RegressionTest.BetCount];
    private readonly double[] slow = new double[RegressionTest.BetCount];
    private readonly double[] factors = new double[RegressionTest.BetCount];

    /// <inheritdoc />
    public string Name => "sequential";

    /// <inheritdoc />
    public int IntervalsToALook => 1;

    /// <inheritdoc />
    public void Begin()
    {
        errors.AsSpan().Fill(1);
        slow.AsSpan().Fill(1);
    }

    /// <inheritdoc />
    public bool Look(int environment, in Sample sample)
    {
        var moved = Multiply(errors, sample.OldRequests, sample.OldErrors, sample.NewRequests, sample.NewErrors);
        moved |= Multiply(slow, sample.OldRequests, sample.OldSlow, sample.NewRequests, sample.NewSlow);
        return moved && (EvidencePool.Mix(errors) + EvidencePool.Mix(slow)) / 2 >= 1 / FalseAlarm;
    }

    private bool Multiply(double[] wealth, int oldRequests, int oldBad, int newRequests, int newBad)
    {
        var product = factors;
        if (oldBad + newBad == 0 && Math.Min(oldRequests, newRequests) is > 0 and < Known and var fewer)
        {
            // Without a bad request the factor depends on the lesser number of requests alone.
            product = Quiet[fewer];
        }
        else
        {
            RegressionTest.Factors(new(oldRequests, oldBad, newRequests, newBad), Scenario.Tolerance, factors);
        }

        for (var bet = 0; bet < wealth.Length; bet++)
        {
            wealth[bet] *= product[bet];
        }

        return newBad > 0;
    }

    private static double[] Silent(int requests)
    {
        var factors = new double[RegressionTest.BetCount];
        RegressionTest.Factors(new(requests, 0, requests, 0), Scenario.Tolerance, factors);
        return factors;
    }
}
