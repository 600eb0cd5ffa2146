namespace Coordinator.Benchmarks.Detection;

/// <summary>The traffic of one run, interval by interval: the same for all judges.</summary>
internal sealed class Run
{
    private const int DayPhases = 288;
    private const int DayPoolBits = 11;
    private const int ShockPhases = 5;
    private const int SegmentIntervals = 60;
    private readonly Scenario scenario;
    private readonly Phase[] phases;
    private readonly byte[] shocks = new byte[Scenario.Intervals];
    private readonly BurstCarry[] carries;
    private Chance chance = new(0, 0);
    private int firstPhase;

    /// <summary>Buffers for a scenario; one run after the other.</summary>
    public Run(Scenario scenario, Phase[] phases)
    {
        this.scenario = scenario;
        this.phases = phases;
        carries = [.. Enumerable.Range(0, scenario.Environments).Select(_ => new BurstCarry())];
    }

    /// <summary>What the runs of a scenario share.</summary>
    public static Phase[] Prepare(Scenario scenario) => scenario.Shape switch
    {
        TrafficShape.DayCurve => [.. Enumerable.Range(0, DayPhases).Select(phase =>
        {
            var load = 1 + (0.6 * Math.Sin(2 * Math.PI * phase / DayPhases));
            return new Phase(scenario, load, load, 0, DayPoolBits);
        })],
        TrafficShape.Shocks => [.. Enumerable.Range(0, ShockPhases + 1).Select(level => new Phase(scenario, 1, 1, 0.05 * level))],
        TrafficShape.Poisson or TrafficShape.Bursty => [new Phase(scenario, 1, 1, 0)],
    };

    /// <summary>Begins a run.</summary>
    public void Begin(ulong seed, ulong number)
    {
        chance = new Chance(seed, number);
        // Runs of a chunk begin at the same hour, so that what is prepared for it stays in the processor's cache.
        firstPhase = scenario.Shape is TrafficShape.DayCurve ? (int)(new Chance(~seed, number / Simulation.Chunk).Uniform() * DayPhases) : 0;
        foreach (var carry in carries)
        {
            carry.Reset();
        }

        if (scenario.Shape is TrafficShape.Shocks)
        {
            DrawShocks();
        }
    }

    /// <summary>What one environment did in an interval. Asked for each environment of each interval in turn.</summary>
    public Sample Next(int interval, int environment)
    {
        var phase = phases[scenario.Shape switch
        {
            TrafficShape.DayCurve => (firstPhase + (interval / SegmentIntervals)) % DayPhases,
            TrafficShape.Shocks => shocks[interval],
            TrafficShape.Poisson or TrafficShape.Bursty => 0,
        }];
        ref readonly var load = ref phase.Next(chance, out var u);
        var sample = new Sample { OldRequests = load.Old, NewRequests = load.New };
        if (scenario.Shape is TrafficShape.Bursty)
        {
            var bursts = u < load.Quiet ? 0 : phase.Bursts(load, u);
            Span<double> weights = stackalloc double[4];
            if (bursts > 0)
            {
                phase.Weigh(sample, weights);
            }

            carries[environment].Next(chance, bursts, weights, ref sample);
        }
        else if (u >= load.Quiet)
        {
            phase.Fill(chance, ref sample);
        }

        return sample;
    }

    private void DrawShocks()
    {
        Array.Clear(shocks);
        for (var at = chance.Exponential(2400); at < Scenario.HorizonSeconds; at += chance.Exponential(2400))
        {
            var level = (byte)(1 + (int)(chance.Uniform() * ShockPhases));
            var first = (int)at / Scenario.IntervalSeconds;
            var length = (int)(30 + (270 * chance.Uniform())) / Scenario.IntervalSeconds;
            shocks.AsSpan(first, Math.Min(length, Scenario.Intervals - first)).Fill(level);
        }
    }
}
