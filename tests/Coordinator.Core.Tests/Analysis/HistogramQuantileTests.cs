using System.Collections.Immutable;
using Coordinator.Core.Analysis;

namespace Coordinator.Core.Tests.Analysis;

/// <summary>By hand, and as https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile has it.</summary>
public sealed class HistogramQuantileTests
{
    [Theory]
    [InlineData(0.5, 0.1)] // rank 50 is the last of the first bucket
    [InlineData(0.25, 0.05)] // half of the first bucket, which begins at zero
    [InlineData(0.7, 0.3)] // rank 70: half of the 40 between 0.1 and 0.5
    [InlineData(0.9, 0.5)] // rank 90 ends the second
    [InlineData(0.95, 0.75)] // rank 95: half of the 10 between 0.5 and 1
    public void A_quantile_is_interpolated_within_its_bucket(double quantile, double seconds)
    {
        var value = HistogramQuantile.Of(Buckets(("0.1", 50), ("0.5", 90), ("1", 100), ("+Inf", 100)), quantile, out var beyond);
        Assert.Equal(seconds, value!.Value, 9);
        Assert.False(beyond);
    }

    [Fact]
    public void Beyond_the_last_finite_bucket_it_is_that_buckets_bound()
    {
        var value = HistogramQuantile.Of(Buckets(("0.1", 50), ("+Inf", 100)), 0.95, out var beyond);
        Assert.Equal((0.1, true), (value, beyond));
    }

    [Fact]
    public void Bounds_are_ordered_as_numbers()
    {
        var value = HistogramQuantile.Of(Buckets(("10", 100), ("2", 50), ("+Inf", 100)), 0.75, out _);
        Assert.Equal(6, value!.Value, 9);
    }

    [Fact]
    public void Bounds_that_differ_only_in_their_writing_are_read_as_numbers()
    {
        var value = HistogramQuantile.Of(Buckets(("1.0", 50), ("2.5e0", 100), ("+Inf", 100)), 0.75, out _);
        Assert.Equal(1.75, value!.Value, 9);
    }

    [Fact]
    public void An_empty_first_bucket_is_passed_over()
    {
        var value = HistogramQuantile.Of(Buckets(("0.1", 0), ("0.2", 10), ("+Inf", 10)), 0.5, out _);
        Assert.Equal(0.15, value!.Value, 9);
    }

    [Fact]
    public void A_first_bound_that_is_not_positive_is_its_own_quantile()
    {
        var value = HistogramQuantile.Of(Buckets(("-1", 10), ("1", 20), ("+Inf", 20)), 0.25, out _);
        Assert.Equal(-1, value!.Value, 9);
    }

    [Fact]
    public void Counts_that_fall_from_bucket_to_bucket_are_levelled()
    {
        // Pods that are scraped one after another: Prometheus makes the counts monotonic (ensureMonotonicAndIgnoreSmallDeltas).
        var value = HistogramQuantile.Of(Buckets(("0.1", 60), ("0.2", 50), ("0.4", 100), ("+Inf", 100)), 0.8, out _);
        Assert.Equal(0.3, value!.Value, 9);
    }

    [Fact]
    public void Without_observations_without_Inf_or_with_a_bound_that_is_no_number_there_is_none()
    {
        Assert.Null(HistogramQuantile.Of(Buckets(("0.1", 0), ("+Inf", 0)), 0.5, out _));
        Assert.Null(HistogramQuantile.Of(Buckets(("0.1", 5), ("0.2", 10)), 0.5, out _));
        Assert.Null(HistogramQuantile.Of(Buckets(("fast", 5), ("+Inf", 10)), 0.5, out _));
        Assert.Null(HistogramQuantile.Of(Buckets(("+Inf", 10)), 0.5, out _));
        Assert.Null(HistogramQuantile.Of(Buckets(), 0.5, out _));
    }

    private static ImmutableSortedDictionary<string, double> Buckets(params (string Le, double Count)[] buckets) =>
        buckets.ToImmutableSortedDictionary(bucket => bucket.Le, bucket => bucket.Count);
}
