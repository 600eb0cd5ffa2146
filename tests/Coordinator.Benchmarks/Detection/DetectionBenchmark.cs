namespace Coordinator.Benchmarks.Detection;

/// <summary>All scenarios.</summary>
internal static class DetectionBenchmark
{
    private static readonly double[] Regressions = [0.003, 0.005, 0.01, 0.02, 0.06];
    private static readonly double[] Rates = [5, 50];
    private static readonly (int Environments, int NullRuns, int Runs)[] Sizes = [(1, 100_000, 1_000), (6, 10_000, 400), (50, 10_000, 200)];

    /// <summary>Runs them.</summary>
    /// <param name="seed">Seed.</param>
    /// <param name="fraction">Null runs are divided by this.</param>
    /// <param name="progress">Told about each scenario.</param>
    public static DetectionReport Run(ulong seed, int fraction, Action<string> progress)
    {
        List<Measured> nulls = [];
        List<Measured> regressions = [];
        foreach (var (environments, nullRuns, runs) in Sizes)
        {
            foreach (var rate in Rates)
            {
                foreach (var shape in Enum.GetValues<TrafficShape>())
                {
                    nulls.Add(Measure(Scenario.Null(shape, rate, environments), nullRuns / fraction, seed, progress));
                }

                foreach (var share in Regressions)
                {
                    regressions.Add(Measure(new(TrafficShape.Poisson, rate, environments, share, Scenario.Baseline), runs, seed, progress));
                    regressions.Add(Measure(new(TrafficShape.Poisson, rate, environments, Scenario.Baseline, share), runs, seed, progress));
                }
            }
        }

        return new(seed, Scenario.HorizonSeconds, nulls, regressions, DetectionCriteria.Check(nulls, regressions));
    }

    private static Measured Measure(Scenario scenario, int runs, ulong seed, Action<string> progress)
    {
        progress($"{runs} runs: {scenario}");
        return new(scenario, Simulation.Of(scenario, runs, seed));
    }
}
