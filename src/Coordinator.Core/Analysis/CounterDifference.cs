using System.Collections.Immutable;
using System.Globalization;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Analysis;

/// <summary>Increase of counters between two readings of the pods of a colour.</summary>
public static class CounterDifference
{
    /// <summary>Pods that are remembered at most while they can't be read.</summary>
    private const int MostAbsent = 64;

    /// <summary>Series of a pod at most, as many as are read of one.</summary>
    private const int MostSeries = 1000;

    /// <summary>
    /// Increase by label value, over all pods. A counter below its earlier value was reset and counts from zero, as Prometheus'
    /// <c>increase</c> does; a pod that was not there before began at zero; a pod that is gone adds nothing.
    /// </summary>
    /// <param name="before">The reading before.</param>
    /// <param name="now">The reading.</param>
    /// <param name="onlyKnown">Whether a pod that was not read before adds nothing: it may have been there for long.</param>
    public static ImmutableSortedDictionary<string, double> Between(
        ImmutableArray<PodCounters> before, ImmutableArray<PodCounters> now, bool onlyKnown = false)
    {
        var sums = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (var pod in now)
        {
            var known = before.FirstOrDefault(p => p.Pod == pod.Pod);
            if (known is null && onlyKnown)
            {
                continue;
            }

            var earlier = known?.Series ?? [];
            var wasReset = WasReset(earlier, pod.Series);
            foreach (var series in pod.Series)
            {
                var from = wasReset ? 0 : earlier.FirstOrDefault(e => e.Label == series.Label)?.Value ?? 0;
                sums[series.Label] = sums.GetValueOrDefault(series.Label) + series.Value - from;
            }
        }

        return sums.ToImmutable();
    }

    /// <summary>What the next reading is compared with: these pods, and those that could not be read this time. Without them a pod that
    /// answers again would bring all requests of its life at once.</summary>
    public static ImmutableArray<PodCounters> Carry(ImmutableArray<PodCounters> before, ImmutableArray<PodCounters> now)
    {
        var read = now.Select(pod => pod.Pod).ToHashSet(StringComparer.Ordinal);
        return [.. CarrySeries(before, now), .. before.Where(pod => !read.Contains(pod.Pod)).Take(MostAbsent)];
    }

    /// <summary>These pods, with the series that they had before and do not show this time: an exporter that leaves idle series out shows
    /// them again with all that they ever counted. A process that began anew has forgotten them.</summary>
    public static ImmutableArray<PodCounters> CarrySeries(ImmutableArray<PodCounters> before, ImmutableArray<PodCounters> now) =>
    [
        .. now.Select(pod => before.FirstOrDefault(one => one.Pod == pod.Pod)?.Series is not { } earlier || WasReset(earlier, pod.Series) ? pod : pod with
        {
            Series = [.. pod.Series, .. earlier.Where(one => pod.Series.All(series => series.Label != one.Label)).Take(MostSeries - pod.Series.Length)],
        }),
    ];

    /// <summary>One series that fell means that the process began anew: then all of its counters count from zero.</summary>
    private static bool WasReset(ImmutableArray<CounterSeries> before, ImmutableArray<CounterSeries> now) =>
        now.Any(series => before.FirstOrDefault(earlier => earlier.Label == series.Label) is { } earlier && series.Value < earlier.Value);

    /// <summary>
    /// That no pod was measured since, for people; null where one was, or may have been. Only times that a pod's samples carry tell it,
    /// and only beside the times of the same pod before: its clock may be wrong, and one that goes back is a clock that was set.
    /// </summary>
    public static string? Stale(ImmutableArray<PodCounters> before, ImmutableArray<PodCounters> now) =>
        now.All(pod => pod.Stamp is { } stamp && before.Any(earlier => earlier.Pod == pod.Pod && earlier.Stamp == stamp))
            ? string.Create(CultureInfo.InvariantCulture, $"the samples of {now[0].Pod}{(now.Length > 1 ? " and others" : "")} still carry the time {now[0].Stamp}, as at the reading before")
            : null;

    /// <summary>Sum of two increases.</summary>
    public static ImmutableSortedDictionary<string, double> Add(
        ImmutableSortedDictionary<string, double> left, ImmutableSortedDictionary<string, double> right)
    {
        var sums = left.ToBuilder();
        foreach (var (label, value) in right)
        {
            sums[label] = sums.GetValueOrDefault(label) + value;
        }

        return sums.ToImmutable();
    }

    /// <summary>A reading of which a difference can be taken; null for any other.</summary>
    public static CounterReading? Usable(MetricReading? reading) =>
        reading is CounterReading { Pods.IsEmpty: false } counters && IsSound(counters.Pods) ? counters : null;

    /// <summary>Whether every value is a finite, non-negative number.</summary>
    public static bool IsSound(ImmutableArray<PodCounters> pods) =>
        pods.All(pod => pod.Series.All(series => double.IsFinite(series.Value) && series.Value >= 0));
}
