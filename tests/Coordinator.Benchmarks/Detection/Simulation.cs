using Coordinator.Benchmarks.Detection.Judges;

namespace Coordinator.Benchmarks.Detection;

/// <summary>Runs a scenario many times with all judges looking at the same traffic.</summary>
internal static class Simulation
{
    private const int Chunk = 64;

    /// <summary>One outcome for each judge, always in the same order.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="runs">Number of runs.</param>
    /// <param name="seed">Seed; the same gives the same outcome, however many processors there are.</param>
    public static Outcome[] Of(Scenario scenario, int runs, ulong seed)
    {
        var phases = Run.Prepare(scenario);
        var names = Judges(scenario).Select(judge => judge.Name).ToArray();
        var times = new double[names.Length][];
        for (var judge = 0; judge < times.Length; judge++)
        {
            times[judge] = new double[runs];
        }

        Parallel.For(
            0,
            (runs + Chunk - 1) / Chunk,
            () => (Run: new Run(scenario, phases), Judges: Judges(scenario), Sums: new Sample[scenario.Environments]),
            (chunk, _, worker) =>
            {
                for (var run = chunk * Chunk; run < Math.Min(runs, (chunk + 1) * Chunk); run++)
                {
                    worker.Run.Begin(seed, (ulong)run);
                    One(worker.Run, worker.Judges, worker.Sums, (judge, seconds) => times[judge][run] = seconds);
                }

                return worker;
            },
            _ => { });
        return [.. names.Select((name, judge) => Summarise(name, times[judge]))];
    }

    private static IJudge[] Judges(Scenario scenario) =>
    [
        new SequentialJudge(), new FixedThresholds(), new FailedChecks(scenario.Environments), new MannWhitney(scenario.Environments),
    ];

    private static void One(Run run, IJudge[] judges, Sample[] sums, Action<int, double> decided)
    {
        var undecided = judges.Length;
        Span<bool> isDone = stackalloc bool[judges.Length];
        isDone.Clear();
        for (var judge = 0; judge < judges.Length; judge++)
        {
            judges[judge].Begin();
            decided(judge, double.PositiveInfinity);
        }

        Array.Clear(sums);
        for (var interval = 0; interval < Scenario.Intervals && undecided > 0; interval++)
        {
            var isLook = (interval + 1) % Scenario.IntervalsToALook == 0;
            for (var environment = 0; environment < sums.Length; environment++)
            {
                var sample = run.Next(interval, environment);
                sums[environment].Add(sample);
                for (var judge = 0; judge < judges.Length; judge++)
                {
                    var isFine = judges[judge].IntervalsToALook == 1;
                    if (!isDone[judge] && (isFine || isLook) && judges[judge].Look(environment, isFine ? sample : sums[environment]))
                    {
                        isDone[judge] = true;
                        undecided--;
                        decided(judge, (interval + 1) * Scenario.IntervalSeconds);
                    }
                }

                if (isLook)
                {
                    sums[environment] = default;
                }
            }
        }
    }

    private static Outcome Summarise(string name, double[] times)
    {
        var stopped = times.Count(double.IsFinite);
        Array.Sort(times);
        var median = times[(times.Length - 1) / 2];
        return new(name, times.Length, stopped, double.IsFinite(median) ? median : null);
    }
}
