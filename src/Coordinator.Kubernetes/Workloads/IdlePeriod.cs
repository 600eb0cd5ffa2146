using Coordinator.Kubernetes.Metrics;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>
/// How long a colour's request counter has stood still. A counter that counts the kubelet's probes never does: after three
/// such times it is enough that the probes account for what it rises by.
/// </summary>
internal sealed class IdlePeriod(TimeSpan wanted)
{
    private const int TimesBeforeProbesAreAllowedFor = 3;

    private Window? first;
    private Window? still;
    private Window? explained;

    /// <summary>Whether it has for the wanted time; a request begins the time anew.</summary>
    public bool IsOver(DateTimeOffset now, RequestReading reading)
    {
        var here = new Window(reading, now);
        first ??= here;
        if (still is null || reading.HasMovedSince(still.Reading))
        {
            still = here;
        }

        if (explained is null || reading.IsBusySince(explained.Reading, now - explained.Since))
        {
            explained = here;
        }

        return now - still.Since >= wanted
            || (now - first.Since >= wanted * TimesBeforeProbesAreAllowedFor && now - explained.Since >= wanted);
    }

    private sealed record Window(RequestReading Reading, DateTimeOffset Since);
}
