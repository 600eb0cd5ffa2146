using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using CsCheck;

namespace Coordinator.Core.Tests.Analysis.Regression;

public sealed class IntervalCountsTests
{
    private static readonly MetricSpec ErrorRate = new() { Name = "m", Scrape = new(), ErrorRate = new(), Max = 0.05 };
    private static readonly MetricSpec Latency = new() { Name = "m", Scrape = new(), Latency = new(), Max = 0.1 };

    [Fact]
    public void Errors_and_requests_are_the_increase_of_both_colors() => Assert.Equal(
        new PairedCounts(100, 2, 50, 5),
        IntervalCounts.Of(
            ErrorRate,
            new([Pod("b1", ("200", 1000), ("500", 10))], [Pod("g1", ("200", 0), ("503", 0))]),
            new([Pod("b1", ("200", 1098), ("500", 12))], [Pod("g1", ("200", 45), ("503", 5))])));

    [Fact]
    public void Slow_are_those_beyond_the_least_bucket_that_reaches_to_the_limit() => Assert.Equal(
        new PairedCounts(100, 4, 100, 30),
        IntervalCounts.Of(
            Latency,
            new([Pod("b1", ("0.05", 0), ("0.1", 0), ("1", 0), ("+Inf", 0))], [Pod("g1", ("0.05", 0), ("0.1", 0), ("1", 0), ("+Inf", 0))]),
            new([Pod("b1", ("0.05", 90), ("0.1", 96), ("1", 100), ("+Inf", 100))], [Pod("g1", ("0.05", 60), ("0.1", 70), ("1", 100), ("+Inf", 100))])));

    [Fact]
    public void A_histogram_that_ends_below_the_limit_can_not_tell()
    {
        var pods = new ComparedPods([Pod("b1", ("0.05", 1), ("+Inf", 2))], [Pod("g1", ("0.05", 1), ("+Inf", 2))]);
        Assert.Null(IntervalCounts.Of(Latency, pods, pods));
    }

    [Fact]
    public void A_pod_that_was_not_read_before_brings_nothing_of_its_past() => Assert.Equal(
        new PairedCounts(10, 0, 10, 0),
        IntervalCounts.Of(
            ErrorRate,
            new([Pod("b1", ("200", 0))], [Pod("g1", ("200", 0))]),
            new([Pod("b1", ("200", 10)), Pod("b2", ("500", 9999))], [Pod("g1", ("200", 10)), Pod("g2", ("500", 9999))])));

    [Fact]
    public void A_color_without_a_pod_that_was_read_twice_can_not_be_compared() => Assert.Null(IntervalCounts.Of(
        ErrorRate, new([Pod("b1", ("200", 0))], [Pod("g1", ("200", 0))]), new([Pod("b1", ("200", 10))], [Pod("g2", ("200", 10))])));

    /// <summary>Processes start anew at any time: the counts stay those of requests that were answered.</summary>
    [Fact]
    public void A_reset_never_gives_a_negative_or_absurd_count() => Gen.Select(Pods, Pods, Pods, Pods).Sample((oldBefore, newBefore, oldNow, newNow) =>
    {
        var counts = IntervalCounts.Of(ErrorRate, new([.. oldBefore], [.. newBefore]), new([.. oldNow], [.. newNow]));
        return counts is not { } known
            || (known.OldBad >= 0 && known.OldBad <= known.OldRequests && known.OldRequests <= Sum(oldNow)
                && known.NewBad >= 0 && known.NewBad <= known.NewRequests && known.NewRequests <= Sum(newNow)
                && Evidence.None.Add(known, 0.002).LogWealth is var wealth && (wealth.IsDefaultOrEmpty || wealth.All(double.IsFinite)));
    });

    private static Gen<PodCounters[]> Pods =>
        from count in Gen.Int[1, 4]
        from ok in Gen.Int[0, 5000].Array[count]
        from bad in Gen.Int[0, 500].Array[count]
        select Enumerable.Range(0, count).Select(pod => Pod($"p{pod}", ("200", ok[pod]), ("500", bad[pod]))).ToArray();

    private static double Sum(PodCounters[] pods) => pods.Sum(pod => pod.Series.Sum(series => series.Value));

    private static PodCounters Pod(string name, params (string Label, double Value)[] series) =>
        new(name, [.. series.Select(one => new CounterSeries(one.Label, one.Value))]);
}
