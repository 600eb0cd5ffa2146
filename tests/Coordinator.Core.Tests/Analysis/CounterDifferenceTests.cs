using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Tests.Analysis;

public sealed class CounterDifferenceTests
{
    [Fact]
    public void An_increase_is_added_up_over_pods_by_label() => Assert.Equal(
        [new("200", 15), new("500", 3)],
        Between([Pod("a", ("200", 10), ("500", 1)), Pod("b", ("200", 20))], [Pod("a", ("200", 15), ("500", 4)), Pod("b", ("200", 30))]));

    [Fact]
    public void A_counter_that_fell_was_reset_and_counts_from_zero() =>
        Assert.Equal([new("200", 4)], Between([Pod("a", ("200", 100))], [Pod("a", ("200", 4))]));

    [Fact]
    public void One_counter_that_fell_resets_all_of_the_process() => Assert.Equal(
        [new("200", 3), new("500", 2)],
        Between([Pod("a", ("200", 100), ("500", 1))], [Pod("a", ("200", 3), ("500", 2))]));

    [Fact]
    public void A_pod_that_came_began_at_zero_and_one_that_went_adds_nothing() =>
        Assert.Equal([new("200", 7)], Between([Pod("gone", ("200", 50))], [Pod("new", ("200", 7))]));

    [Fact]
    public void A_series_that_came_began_at_zero() =>
        Assert.Equal([new("200", 0), new("503", 2)], Between([Pod("a", ("200", 5))], [Pod("a", ("200", 5), ("503", 2))]));

    [Fact]
    public void A_series_that_vanished_adds_nothing() => Assert.Equal(
        [new("200", 1)],
        Between([Pod("a", ("200", 5), ("500", 3))], [Pod("a", ("200", 6))]));

    [Theory]
    [InlineData(double.NaN, false)]
    [InlineData(double.PositiveInfinity, false)]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1e15, true)]
    public void Counters_are_finite_and_not_negative(double value, bool sound) =>
        Assert.Equal(sound, CounterDifference.IsSound([Pod("a", ("200", value))]));

    private static ImmutableSortedDictionary<string, double> Between(ImmutableArray<PodCounters> before, ImmutableArray<PodCounters> now) =>
        CounterDifference.Between(before, now);

    private static PodCounters Pod(string name, params (string Label, double Value)[] series) =>
        new(name, [.. series.Select(one => new CounterSeries(one.Label, one.Value))]);
}
