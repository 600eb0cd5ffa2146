using System.Collections.Immutable;
using System.Globalization;

namespace Coordinator.Core.Analysis;

/// <summary>A quantile of a histogram with cumulative buckets.</summary>
public static class HistogramQuantile
{
    /// <summary>
    /// The quantile by linear interpolation within its bucket, as Prometheus' <c>histogram_quantile</c>
    /// (promql/quantile.go, bucketQuantile). Beyond the last finite bucket the true value is unknown: then
    /// <paramref name="beyond"/> is true and the value is that bucket's bound.
    /// </summary>
    /// <param name="buckets">Cumulative counts by <c>le</c>, seconds.</param>
    /// <param name="quantile">In (0, 1).</param>
    /// <param name="beyond">Whether it lies above the last finite bound.</param>
    /// <returns>Seconds; null without observations, without <c>+Inf</c>, without a finite bucket or with a bound that is no number.</returns>
    public static double? Of(ImmutableSortedDictionary<string, double> buckets, double quantile, out bool beyond)
    {
        beyond = false;
        if (!TryRead(buckets, out var bounds) || bounds is not [_, .., { Bound: double.PositiveInfinity, Count: > 0 } all])
        {
            return null;
        }

        var rank = quantile * all.Count;
        double lower = 0, below = 0;
        foreach (var (bound, count) in bounds)
        {
            if (double.IsPositiveInfinity(bound))
            {
                break;
            }

            if (count >= rank && count > below)
            {
                // The first bucket begins at zero, unless it ends there or below: then its bound is all that is known.
                return lower == 0 && bound <= 0 ? bound : lower + ((bound - lower) * (rank - below) / (count - below));
            }

            (lower, below) = (bound, Math.Max(below, count));
        }

        beyond = true;
        return lower;
    }

    private static bool TryRead(ImmutableSortedDictionary<string, double> buckets, out List<(double Bound, double Count)> bounds)
    {
        bounds = new(buckets.Count);
        foreach (var (label, count) in buckets)
        {
            if (label is "+Inf")
            {
                bounds.Add((double.PositiveInfinity, count));
            }
            else if (double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound))
            {
                bounds.Add((bound, count));
            }
            else
            {
                return false;
            }
        }

        bounds.Sort((left, right) => left.Bound.CompareTo(right.Bound));
        return true;
    }
}
