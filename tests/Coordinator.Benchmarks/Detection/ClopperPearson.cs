namespace Coordinator.Benchmarks.Detection;

/// <summary>Exact confidence bounds of a share.</summary>
internal static class ClopperPearson
{
    /// <summary>The greatest share under which so few successes are not rarer than 1 - confidence.</summary>
    public static double Upper(int successes, int trials, double confidence)
    {
        if (successes >= trials)
        {
            return 1;
        }

        var (low, high) = ((double)successes / trials, 1.0);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = AtMost(successes, trials, middle) > 1 - confidence ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>Chance of at most so many successes. Terms fall off quickly below the greatest.</summary>
    private static double AtMost(int successes, int trials, double share)
    {
        var log = LogChoose(trials, successes) + (successes * Math.Log(share)) + ((trials - successes) * Math.Log(1 - share));
        var (term, sum) = (1.0, 1.0);
        for (var k = successes; k > 0 && term > sum * 1e-17; k--)
        {
            term *= k * (1 - share) / ((trials - k + 1) * share);
            sum += term;
        }

        return Math.Exp(log) * sum;
    }

    private static double LogChoose(int n, int k) => LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    /// <summary>Exact sums for small numbers, Stirling's series beyond.</summary>
    private static double LogFactorial(int n)
    {
        if (n < 64)
        {
            return Enumerable.Range(1, n).Sum(k => Math.Log(k));
        }

        double x = n;
        return (x * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI * x)) + (1 / (12 * x)) - (1 / (360 * x * x * x));
    }
}
