using System.Globalization;

namespace Coordinator.Benchmarks.Detection;

/// <summary>All scenarios.</summary>
/// <param name="seed">Seed.</param>
/// <param name="fraction">Numbers of runs are divided by this.</param>
/// <param name="progress">Told about each scenario.</param>
/// <param name="kept">Where measured scenarios are kept, so that a run that was ended can go on; null for nowhere.</param>
internal sealed class DetectionBenchmark(ulong seed, int fraction, Action<string> progress, MeasuredFile? kept)
{
    private static readonly double[] Regressions = [0.003, 0.005, 0.01, 0.02, 0.06];
    private const int LeastRuns = 20;
    private static readonly double[] Rates = [5, 50];
    private static readonly (int Environments, int NullRuns, int Runs)[] Sizes = [(1, 100_000, 1_000), (6, 10_000, 400), (50, 10_000, 200)];

    /// <summary>Runs them.</summary>
    public DetectionReport Run()
    {
        List<Measured> nulls = [];
        List<Measured> regressions = [];
        foreach (var (environments, nullRuns, runs) in Sizes)
        {
            foreach (var rate in Rates)
            {
                foreach (var shape in Enum.GetValues<TrafficShape>())
                {
                    nulls.Add(Measure(Scenario.Null(shape, rate, environments), nullRuns));
                }

                foreach (var share in Regressions)
                {
                    regressions.Add(Measure(new(TrafficShape.Poisson, rate, environments, share, Scenario.Baseline), runs));
                    regressions.Add(Measure(new(TrafficShape.Poisson, rate, environments, Scenario.Baseline, share), runs));
                }
            }
        }

        return new(seed, Scenario.HorizonSeconds, nulls, regressions, DetectionCriteria.Check(nulls, regressions));
    }

    private Measured Measure(Scenario scenario, int wanted)
    {
        var runs = Math.Max(LeastRuns, wanted / fraction);
        if (kept?.Find(scenario, runs) is { } known)
        {
            progress($"known already: {runs} runs, {scenario}");
            return known;
        }

        var before = Environment.CpuUsage.TotalTime;
        var measured = new Measured(scenario, Simulation.Of(scenario, runs, seed));
        progress(string.Create(
            CultureInfo.InvariantCulture, $"{(Environment.CpuUsage.TotalTime - before).TotalSeconds:0.0} s of CPU time: {runs} runs, {scenario}"));
        kept?.Add(measured);
        return measured;
    }
}
