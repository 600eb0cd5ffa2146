namespace Coordinator.Benchmarks.Detection;

/// <summary>Bad requests in bursts of one colour of one environment. A burst may reach into the next interval.</summary>
internal sealed class BurstCarry
{
    private const double MeanSize = 5;
    private const double MeanSpreadSeconds = 2;
    private int carried;

    /// <summary>Bad requests of an interval.</summary>
    /// <param name="chance">Random numbers.</param>
    /// <param name="requests">Requests of the colour in the interval.</param>
    /// <param name="share">Share of them that is bad at the mean.</param>
    public int Next(Chance chance, int requests, double share)
    {
        var (now, later) = (carried, 0);
        var bursts = Bursts(chance, requests * share / MeanSize);
        for (var burst = 0; burst < bursts; burst++)
        {
            var left = Scenario.IntervalSeconds * (1 - chance.Uniform());
            for (var size = chance.Geometric(MeanSize); size > 0; size--)
            {
                var isNow = chance.Exponential(MeanSpreadSeconds) < left;
                now += isNow ? 1 : 0;
                later += isNow ? 0 : 1;
            }
        }

        carried = later;
        return Math.Min(now, requests);
    }

    /// <summary>Poisson by inversion. exp(-mean) is at least 1 - mean: mostly that is enough to know that there is none.</summary>
    private static int Bursts(Chance chance, double mean)
    {
        var (u, bursts) = (chance.Uniform(), 0);
        for (var term = u < 1 - mean ? 1 : Math.Exp(-mean); u >= term && bursts < 1000; term *= mean / bursts)
        {
            u -= term;
            bursts++;
        }

        return bursts;
    }

    /// <summary>Forgets what reaches over.</summary>
    public void Reset() => carried = 0;
}
