namespace Coordinator.Benchmarks.Detection;

/// <summary>A stretch of a run in which load and shares stay as they are. Holds what can be computed once.</summary>
internal sealed class Phase
{
    private const int MostPoolBits = 13;
    private readonly Load[] loads;
    private readonly double[] oldClean;
    private readonly double[] newErrorClean;
    private readonly double[] newSlowClean;
    private readonly double oldBad;
    private readonly double newErrors;
    private readonly double newSlow;

    /// <summary>Prepares a phase.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="load">Factor of the load.</param>
    /// <param name="badness">Factor of all shares of bad requests.</param>
    /// <param name="shock">Share of requests of both colours that go bad besides.</param>
    /// <param name="poolBits">Logarithm to the base 2 of the number of intervals that are drawn beforehand.</param>
    public Phase(Scenario scenario, double load, double badness, double shock, int poolBits = MostPoolBits)
    {
        loads = new Load[1 << poolBits];
        // Only the baseline follows the load: what the release adds stays the same, so that a null run is at the tolerance throughout.
        oldBad = Join(Scenario.Baseline * badness, shock);
        newErrors = Join((Scenario.Baseline * badness) + scenario.NewErrors - Scenario.Baseline, shock);
        newSlow = Join((Scenario.Baseline * badness) + scenario.NewSlow - Scenario.Baseline, shock);
        var chance = new Chance(0x5eed, 1);
        var mean = scenario.RequestsPerSecond * Scenario.IntervalSeconds * load;
        var isBursty = scenario.Shape is TrafficShape.Bursty;
        var most = 0;
        for (var i = 0; i < loads.Length; i++)
        {
            var gust = isBursty ? chance.Gamma(4) : 1;
            loads[i] = new(chance.Poisson(mean * gust / 2), chance.Poisson(mean * gust / 2), 0);
            most = Math.Max(most, Math.Max(loads[i].Old, loads[i].New));
        }

        (oldClean, newErrorClean, newSlowClean) = (Clean(oldBad, most), Clean(newErrors, most), Clean(newSlow, most));
        for (var i = 0; i < loads.Length; i++)
        {
            var (old, fresh, _) = loads[i];
            loads[i] = loads[i] with
            {
                Quiet = isBursty ? Math.Exp(-Bursts(old, fresh)) : oldClean[old] * oldClean[old] * newErrorClean[fresh] * newSlowClean[fresh],
            };
        }
    }

    /// <summary>Requests of an interval, and a uniform number in [0, 1) that does not depend on them: below <see cref="Load.Quiet"/> the
    /// interval is quiet.</summary>
    public ref readonly Load Next(Chance chance, out double u)
    {
        var bits = chance.Bits();
        u = (bits >> MostPoolBits) * (1.0 / (1UL << (64 - MostPoolBits)));
        return ref loads[(int)bits & (loads.Length - 1)];
    }

    /// <summary>Bad requests of an interval that is not quiet, each bad by itself: each number is drawn given that not all are zero.</summary>
    public void Fill(Chance chance, ref Sample sample)
    {
        var (old, error, slow) = (oldClean[sample.OldRequests], newErrorClean[sample.NewRequests], newSlowClean[sample.NewRequests]);
        var isAny = false;
        sample.OldErrors = Draw(chance, sample.OldRequests, oldBad, old, old * error * old * slow, ref isAny);
        sample.NewErrors = Draw(chance, sample.NewRequests, newErrors, error, error * old * slow, ref isAny);
        sample.OldSlow = Draw(chance, sample.OldRequests, oldBad, old, old * slow, ref isAny);
        sample.NewSlow = Draw(chance, sample.NewRequests, newSlow, slow, slow, ref isAny);
    }

    /// <summary>Bursts that begin in an interval that is not quiet: Poisson by inversion, at least one.</summary>
    public int Bursts(in Load load, double u)
    {
        var (mean, term, bursts) = (Bursts(load.Old, load.New), load.Quiet, 0);
        for (; u >= term && bursts < 1000; term *= mean / bursts)
        {
            u -= term;
            bursts++;
        }

        return bursts;
    }

    /// <summary>Bad requests at the mean, by kind in the order of <see cref="BurstCarry.Next"/>.</summary>
    public void Weigh(in Sample sample, Span<double> weights)
    {
        weights[0] = sample.OldRequests * oldBad;
        weights[1] = sample.NewRequests * newErrors;
        weights[2] = sample.OldRequests * oldBad;
        weights[3] = sample.NewRequests * newSlow;
    }

    /// <param name="chance">Random numbers.</param>
    /// <param name="requests">Requests.</param>
    /// <param name="share">Share of them that is bad.</param>
    /// <param name="none">Chance that none is.</param>
    /// <param name="allNone">Chance that none is, nor any of the kinds that are still to be drawn.</param>
    /// <param name="isAny">Whether one is bad already; without, not all that are still to be drawn are zero.</param>
    private static int Draw(Chance chance, int requests, double share, double none, double allNone, ref bool isAny)
    {
        if (isAny)
        {
            var u = chance.Uniform();
            return u < none ? 0 : Chance.Binomial(requests, share, none, u);
        }

        if (chance.Uniform() * (1 - allNone) >= 1 - none)
        {
            return 0;
        }

        isAny = true;
        return Chance.Binomial(requests, share, none, none + (chance.Uniform() * (1 - none)));
    }

    private double Bursts(int old, int fresh) => ((2 * old * oldBad) + (fresh * (newErrors + newSlow))) / BurstCarry.MeanSize;

    private static double Join(double share, double shock) => share + shock - (share * shock);

    private static double[] Clean(double share, int most) => [.. Enumerable.Range(0, most + 1).Select(requests => Math.Pow(1 - share, requests))];
}
