namespace Coordinator.Benchmarks.Detection;

/// <summary>Bad requests of one environment in bursts of one colour and kind. A burst may reach into the next interval.</summary>
internal sealed class BurstCarry
{
    /// <summary>Mean number of requests in a burst.</summary>
    public const double MeanSize = 5;

    private const double MeanSpreadSeconds = 2;
    private const int Kinds = 4;
    private readonly int[] now = new int[Kinds];
    private readonly int[] later = new int[Kinds];
    private bool isCarried;

    /// <summary>Bad requests of an interval.</summary>
    /// <param name="chance">Random numbers.</param>
    /// <param name="bursts">Bursts that begin in it, of whatever kind.</param>
    /// <param name="weights">How often a burst is of each kind: errors of the old and of the new colour, slow ones of the old and of the new.</param>
    /// <param name="sample">The requests; the bad ones are filled in.</param>
    public void Next(Chance chance, int bursts, ReadOnlySpan<double> weights, ref Sample sample)
    {
        if (bursts == 0 && !isCarried)
        {
            return;
        }

        later.CopyTo(now, 0);
        Array.Clear(later);
        isCarried = false;
        for (; bursts > 0; bursts--)
        {
            Begin(chance, KindOf(chance, weights));
        }

        sample.OldErrors = Math.Min(now[0], sample.OldRequests);
        sample.NewErrors = Math.Min(now[1], sample.NewRequests);
        sample.OldSlow = Math.Min(now[2], sample.OldRequests);
        sample.NewSlow = Math.Min(now[3], sample.NewRequests);
    }

    /// <summary>Forgets what reaches over.</summary>
    public void Reset()
    {
        Array.Clear(later);
        isCarried = false;
    }

    private void Begin(Chance chance, int kind)
    {
        var left = Scenario.IntervalSeconds * (1 - chance.Uniform());
        for (var size = chance.Geometric(MeanSize); size > 0; size--)
        {
            if (chance.Exponential(MeanSpreadSeconds) < left)
            {
                now[kind]++;
            }
            else
            {
                later[kind]++;
                isCarried = true;
            }
        }
    }

    private static int KindOf(Chance chance, ReadOnlySpan<double> weights)
    {
        var at = chance.Uniform() * (weights[0] + weights[1] + weights[2] + weights[3]);
        for (var kind = 0; kind < Kinds - 1; kind++)
        {
            if (at < weights[kind])
            {
                return kind;
            }

            at -= weights[kind];
        }

        return Kinds - 1;
    }
}
