using System.Collections.Immutable;
using System.Globalization;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Analysis.Regression;

/// <summary>Requests and bad ones of an interval, from the counters at its ends.</summary>
public static class IntervalCounts
{
    /// <summary>
    /// Counts of both colours; null where a colour can't be counted. Only pods that were read at both ends count: one that came in
    /// between, or could not be read, would bring requests of another time. A process that began anew counts from zero.
    /// </summary>
    /// <param name="spec">The metric: an error rate, or a latency with its limit.</param>
    /// <param name="before">Counters at the beginning.</param>
    /// <param name="now">Counters at the end.</param>
    public static PairedCounts? Of(MetricSpec spec, ComparedPods before, ComparedPods now) =>
        Of(spec, before.Old, now.Old) is { } old && Of(spec, before.New, now.New) is { } fresh
            ? new PairedCounts(old.Requests, old.Bad, fresh.Requests, fresh.Bad)
            : null;

    private static (double Requests, double Bad)? Of(MetricSpec spec, ImmutableArray<PodCounters> before, ImmutableArray<PodCounters> now)
    {
        var known = before.Select(pod => pod.Pod).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<PodCounters> both = [.. now.Where(pod => known.Contains(pod.Pod))];
        if (both.IsEmpty || !CounterDifference.IsSound(before) || !CounterDifference.IsSound(both))
        {
            return null;
        }

        var increase = CounterDifference.Between(before, both);
        return spec.Latency is null ? Failed(spec, increase) : Slow(spec, increase);
    }

    private static (double, double) Failed(MetricSpec spec, ImmutableSortedDictionary<string, double> increase) =>
        (increase.Values.Sum(), (spec.ErrorRate ?? new()).FailedIn(increase));

    /// <summary>Slow are those beyond the least bucket that reaches to the limit: they are slower than it for certain.</summary>
    private static (double, double)? Slow(MetricSpec spec, ImmutableSortedDictionary<string, double> increase)
    {
        if (spec.Max is not { } limit || !increase.TryGetValue("+Inf", out var requests))
        {
            return null;
        }

        var within = increase
            .Select(bucket => (Bound: Bound(bucket.Key), bucket.Value))
            .Where(bucket => double.IsFinite(bucket.Bound) && bucket.Bound >= limit)
            .OrderBy(bucket => bucket.Bound)
            .Select(bucket => (double?)bucket.Value)
            .FirstOrDefault();
        return within is { } fast ? (requests, Math.Max(0, requests - fast)) : null;
    }

    private static double Bound(string label) =>
        double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound : double.NaN;
}
