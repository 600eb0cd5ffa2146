using Coordinator.Benchmarks.Detection.Judges;

namespace Coordinator.Benchmarks.Detection;

/// <summary>Runs a scenario many times with all judges looking at the same traffic.</summary>
internal sealed class Simulation
{
    /// <summary>Runs that a worker makes one after the other.</summary>
    public const int Chunk = 64;

    private readonly Run run;
    private readonly SequentialJudge ours = new();
    private readonly IJudge[] others;
    private readonly List<int> looking = [];
    private readonly Sample[] sums;

    private Simulation(Scenario scenario, Phase[] phases)
    {
        run = new(scenario, phases);
        others = Others(scenario);
        sums = new Sample[scenario.Environments];
    }

    /// <summary>One outcome for each judge, always in the same order.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="runs">Number of runs.</param>
    /// <param name="seed">Seed; the same gives the same outcome, however many processors there are.</param>
    public static Outcome[] Of(Scenario scenario, int runs, ulong seed)
    {
        var phases = Run.Prepare(scenario);
        string[] names = [SequentialJudge.Name, .. Others(scenario).Select(judge => judge.Name)];
        var times = names.Select(_ => new double[runs]).ToArray();
        Parallel.For(
            0,
            (runs + Chunk - 1) / Chunk,
            () => new Simulation(scenario, phases),
            (chunk, _, worker) =>
            {
                for (var run = chunk * Chunk; run < Math.Min(runs, (chunk + 1) * Chunk); run++)
                {
                    worker.One(seed, run, times);
                }

                return worker;
            },
            _ => { });
        return [.. names.Select((name, judge) => Summarise(name, times[judge]))];
    }

    private static IJudge[] Others(Scenario scenario) =>
        [new FixedThresholds(), new FailedChecks(scenario.Environments), new MannWhitney(scenario.Environments)];

    /// <summary>One run, to its end or until all judges have decided.</summary>
    private void One(ulong seed, int number, double[][] times)
    {
        run.Begin(seed, (ulong)number);
        ours.Begin();
        times[0][number] = double.PositiveInfinity;
        looking.Clear();
        for (var judge = 0; judge < others.Length; judge++)
        {
            others[judge].Begin();
            looking.Add(judge);
            times[judge + 1][number] = double.PositiveInfinity;
        }

        Array.Clear(sums);
        var isOpen = true;
        for (var interval = 0; interval < Scenario.Intervals && (isOpen || looking.Count > 0); interval++)
        {
            var seconds = (interval + 1) * Scenario.IntervalSeconds;
            for (var environment = 0; environment < sums.Length; environment++)
            {
                var sample = run.Next(interval, environment);
                if (isOpen && ours.Look(sample))
                {
                    isOpen = false;
                    times[0][number] = seconds;
                }

                if (looking.Count > 0)
                {
                    sums[environment].Add(sample);
                }
            }

            if ((interval + 1) % Scenario.IntervalsToALook == 0)
            {
                looking.RemoveAll(judge => Looks(others[judge], out times[judge + 1][number], seconds));
                Array.Clear(sums);
            }
        }
    }

    /// <summary>Whether a judge decides by what it sees in the environments.</summary>
    private bool Looks(IJudge judge, out double time, double seconds)
    {
        time = double.PositiveInfinity;
        for (var environment = 0; environment < sums.Length; environment++)
        {
            if (judge.Look(environment, sums[environment]))
            {
                time = seconds;
                return true;
            }
        }

        return false;
    }

    private static Outcome Summarise(string name, double[] times)
    {
        var stopped = times.Count(double.IsFinite);
        Array.Sort(times);
        var median = times[(times.Length - 1) / 2];
        return new(name, times.Length, stopped, double.IsFinite(median) ? median : null);
    }
}
