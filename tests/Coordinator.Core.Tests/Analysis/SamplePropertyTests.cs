using Coordinator.Core.Analysis;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using CsCheck;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Analysis;

/// <summary>Whatever counters do: fall, vanish, come twice.</summary>
public sealed class SamplePropertyTests
{
    private static readonly string[] Bounds = ["0.05", "0.1", "1", "+Inf"];
    private static readonly MetricSpec ErrorRate = new() { Name = "m", Scrape = new(), ErrorRate = new(), Max = 0.05, FailureLimit = 2 };
    private static readonly MetricSpec Latency = new() { Name = "m", Scrape = new(), Latency = new(), Max = 0.1 };

    /// <summary>Counters that start anew at any time, of pods that come and go.</summary>
    private static readonly Gen<CounterReading[]> Errors = Readings(
        from ok in Gen.Int[0, 5000]
        from bad in Gen.Int[0, 500]
        select new CounterSeries[] { new("200", ok), new("500", bad) });

    /// <summary>Counters of a service that answers more and more requests, and now and then none.</summary>
    private static readonly Gen<CounterReading[]> Growing =
        from steps in Gen.Select(Gen.Int[0, 200], Gen.Int[0, 20]).Array[1, 30]
        select steps.Aggregate(
            (Ok: 0, Bad: 0, All: new List<CounterReading>()),
            (sum, step) =>
            {
                var now = (Ok: sum.Ok + step.Item1, Bad: sum.Bad + step.Item2);
                sum.All.Add(new("m", [new("p", [new("200", now.Ok), new("500", now.Bad)])]));
                return (now.Ok, now.Bad, sum.All);
            },
            sum => sum.All.ToArray());

    private static readonly Gen<CounterReading[]> Buckets = Readings(
        from counts in Gen.Int[0, 2000].Array[Bounds.Length]
        select counts.Order().Select((count, bound) => new CounterSeries(Bounds[bound], count)).ToArray());

    [Fact]
    public void A_reset_never_gives_a_negative_or_absurd_rate() => Errors.Sample(readings =>
        States(ErrorRate, readings).All(state => state.Value is null or (>= 0 and <= 1)));

    [Fact]
    public void A_reset_never_gives_a_negative_or_absurd_latency() => Buckets.Sample(readings =>
        States(Latency, readings).All(state => state.Value is null or (>= 0 and <= 1)));

    /// <summary>Of a sample that comes twice the second says nothing: no failure counts twice, and it never makes a release Healthy or
    /// Unhealthy that is not.</summary>
    [Fact]
    public void Samples_that_come_twice_decide_nothing_more() => Gen.Select(Growing, Gen.Int[1, 100]).Sample((readings, minRequests) =>
    {
        var spec = ErrorRate with { MinRequests = minRequests };
        var once = States(spec, readings);
        var twice = States(spec, [.. readings.SelectMany(reading => new[] { reading, reading })]);
        return once.Select((state, index) => (Once: state, First: twice[2 * index], Second: twice[(2 * index) + 1])).All(pair =>
            pair.First.Failures == pair.Once.Failures && pair.Second.Failures == pair.Once.Failures
            && pair.First.Measured == pair.Once.Measured && pair.First.Value == pair.Once.Value
            && IsAsStrict(pair.First, pair.Once) && IsAsStrict(pair.Second, pair.Once));
    });

    /// <summary>The same, or no data where there was a judgement: that holds a step and takes nothing back.</summary>
    private static bool IsAsStrict(MetricState twice, MetricState once) => twice.Verdict == once.Verdict || twice.Verdict is Verdict.NoData;

    private static List<MetricState> States(MetricSpec spec, CounterReading[] readings)
    {
        var (state, states) = (new MetricState(), new List<MetricState>());
        for (var index = 0; index < readings.Length; index++)
        {
            state = MetricJudge.Apply(spec, state, readings[index], Epoch + Seconds(30 * index), Seconds(30));
            states.Add(state);
        }

        return states;
    }

    private static Gen<CounterReading[]> Readings(Gen<CounterSeries[]> series) =>
        Gen.Select(Gen.Int[0, 5], series).Select((pod, counters) => new PodCounters($"p{pod}", [.. counters])).Array[0, 4]
            .Select(pods => new CounterReading("m", [.. pods.DistinctBy(pod => pod.Pod)])).Array[1, 20];
}
