namespace Coordinator.Benchmarks.Detection;

/// <summary>A stretch of a run in which load and shares stay as they are. Holds what can be computed once.</summary>
internal sealed class Phase
{
    private const int PoolSize = 1 << 13;
    private readonly (int Old, int New)[] requests = new (int, int)[PoolSize];
    private readonly double[] oldClean;
    private readonly double[] newErrorClean;
    private readonly double[] newSlowClean;

    /// <summary>Prepares a phase.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="load">Factor of the load.</param>
    /// <param name="badness">Factor of all shares of bad requests.</param>
    /// <param name="shock">Share of requests of both colours that go bad besides.</param>
    public Phase(Scenario scenario, double load, double badness, double shock)
    {
        var chance = new Chance(0x5eed, 1);
        var mean = scenario.RequestsPerSecond * Scenario.IntervalSeconds * load;
        var most = 0;
        for (var i = 0; i < PoolSize; i++)
        {
            var gust = scenario.Shape is TrafficShape.Bursty ? chance.Gamma(4) : 1;
            requests[i] = (chance.Poisson(mean * gust / 2), chance.Poisson(mean * gust / 2));
            most = Math.Max(most, Math.Max(requests[i].Old, requests[i].New));
        }

        // Only the baseline follows the load: what the release adds stays the same, so that a null run is at the tolerance throughout.
        OldBad = Join(Scenario.Baseline * badness, shock);
        NewErrors = Join((Scenario.Baseline * badness) + scenario.NewErrors - Scenario.Baseline, shock);
        NewSlow = Join((Scenario.Baseline * badness) + scenario.NewSlow - Scenario.Baseline, shock);
        (oldClean, newErrorClean, newSlowClean) = (Clean(OldBad, most), Clean(NewErrors, most), Clean(NewSlow, most));
    }

    /// <summary>Share of bad requests of the old colour, errors and slow ones alike.</summary>
    public double OldBad { get; }

    /// <summary>Share of failed requests of the new colour.</summary>
    public double NewErrors { get; }

    /// <summary>Share of slow requests of the new colour.</summary>
    public double NewSlow { get; }

    /// <summary>Requests of an interval.</summary>
    public (int Old, int New) Requests(Chance chance) => requests[(int)(chance.Bits() & (PoolSize - 1))];

    /// <summary>Bad requests of an interval when each is bad by itself.</summary>
    public void Fill(Chance chance, ref Sample sample)
    {
        (sample.OldErrors, sample.NewErrors) = Pair(chance, sample, NewErrors, newErrorClean);
        (sample.OldSlow, sample.NewSlow) = Pair(chance, sample, NewSlow, newSlowClean);
    }

    private (int Old, int New) Pair(Chance chance, in Sample sample, double share, double[] newClean)
    {
        // Most intervals have none: one draw tells, the others are conditional on it.
        var (oldNone, newNone) = (oldClean[sample.OldRequests], newClean[sample.NewRequests]);
        var u = chance.Uniform();
        if (u < oldNone * newNone)
        {
            return (0, 0);
        }

        return u < oldNone
            ? (0, Chance.Binomial(sample.NewRequests, share, newNone, newNone + (chance.Uniform() * (1 - newNone))))
            : (Chance.Binomial(sample.OldRequests, OldBad, oldNone, u), Chance.Binomial(sample.NewRequests, share, newNone, chance.Uniform()));
    }

    private static double Join(double share, double shock) => share + shock - (share * shock);

    private static double[] Clean(double share, int most) => [.. Enumerable.Range(0, most + 1).Select(requests => Math.Pow(1 - share, requests))];
}
