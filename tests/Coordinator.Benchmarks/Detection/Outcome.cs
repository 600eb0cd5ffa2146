namespace Coordinator.Benchmarks.Detection;

/// <summary>What one judge did in the runs of one scenario.</summary>
/// <param name="Judge">Its name.</param>
/// <param name="Runs">Number of runs.</param>
/// <param name="Stopped">Runs that it stopped within the horizon.</param>
/// <param name="MedianSeconds">Median time to the decision; null where it stopped fewer than half.</param>
internal sealed record Outcome(string Judge, int Runs, int Stopped, double? MedianSeconds)
{
    /// <summary>Share of runs that it stopped.</summary>
    public double Rate => (double)Stopped / Runs;

    /// <summary>Upper bound of that share's one-sided 95 % confidence interval (Clopper and Pearson 1934).</summary>
    public double UpperBound => ClopperPearson.Upper(Stopped, Runs, 0.95);
}
