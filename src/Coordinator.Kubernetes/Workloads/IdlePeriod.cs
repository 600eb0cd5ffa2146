using Coordinator.Kubernetes.Metrics;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>How long a colour's request counter has stood still.</summary>
internal sealed class IdlePeriod(TimeSpan wanted)
{
    private RequestReading? first;
    private DateTimeOffset since;

    /// <summary>Whether it has for the wanted time; a request begins the time anew.</summary>
    public bool IsOver(DateTimeOffset now, RequestReading reading)
    {
        if (first is null || reading.IsBusySince(first, now - since))
        {
            (first, since) = (reading, now);
        }

        return now - since >= wanted;
    }
}
