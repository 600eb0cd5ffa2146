namespace Coordinator.Benchmarks.Detection;

/// <summary>Seeded pseudo-random numbers (xoshiro256**, Blackman and Vigna 2018; seeded by SplitMix64), the same on every machine.</summary>
internal sealed class Chance
{
    private ulong a;
    private ulong b;
    private ulong c;
    private ulong d;

    /// <summary>A stream of its own for each seed and number.</summary>
    public Chance(ulong seed, ulong number)
    {
        var mix = seed ^ (number * 0xD1342543DE82EF95);
        (a, b, c, d) = (SplitMix(ref mix), SplitMix(ref mix), SplitMix(ref mix), SplitMix(ref mix));
    }

    /// <summary>64 random bits.</summary>
    public ulong Bits()
    {
        var result = ulong.RotateLeft(b * 5, 7) * 9;
        var shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = ulong.RotateLeft(d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Exponential with the given mean.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - Uniform());

    /// <summary>Number of successes in trials, by inversion.</summary>
    /// <param name="trials">Trials.</param>
    /// <param name="chance">Chance of each; below 1.</param>
    /// <param name="none">Chance that there is none: (1 - chance)^trials.</param>
    /// <param name="u">Uniform in [0, 1); from <paramref name="none"/> on there is at least one.</param>
    public static int Binomial(int trials, double chance, double none, double u)
    {
        var (term, odds) = (none, chance / (1 - chance));
        var successes = 0;
        while (u >= term && successes < trials)
        {
            u -= term;
            successes++;
            term *= odds * (trials - successes + 1) / successes;
        }

        return successes;
    }

    /// <summary>Poisson, by inversion in pieces of at most 64.</summary>
    public int Poisson(double mean)
    {
        var sum = 0;
        while (mean > 0)
        {
            var piece = Math.Min(mean, 64);
            mean -= piece;
            var (u, term) = (Uniform(), Math.Exp(-piece));
            for (var count = 1; u >= term && count < 1000; count++, sum++)
            {
                u -= term;
                term *= piece / count;
            }
        }

        return sum;
    }

    /// <summary>Gamma with a whole shape and mean 1.</summary>
    public double Gamma(int shape)
    {
        var sum = 0.0;
        for (var i = 0; i < shape; i++)
        {
            sum += Exponential(1);
        }

        return sum / shape;
    }

    /// <summary>Geometric from 1 up with the given mean.</summary>
    public int Geometric(double mean) => 1 + (int)(Math.Log(1 - Uniform()) / Math.Log(1 - (1 / mean)));

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
