using System.Collections.Immutable;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Adds up the series of one metric, by the label that counts, over all others.</summary>
internal sealed class SeriesCollector(MetricSpec metric)
{
    private readonly SortedDictionary<string, double> sums = new(StringComparer.Ordinal);

    /// <summary>Name of the series.</summary>
    public string Series { get; } = metric.ErrorRate is { } rate ? rate.Requests
        : metric.Latency is { } latency ? latency.Histogram + "_bucket"
        : throw new ArgumentException($"metric {metric.Name} reads neither a counter nor a histogram", nameof(metric));

    /// <summary>The label whose values are kept apart.</summary>
    public string Label { get; } = metric.ErrorRate?.StatusLabel ?? "le";

    /// <summary>Whether a value was no number.</summary>
    public bool HasNotANumber { get; private set; }

    /// <summary>Takes a sample of the series.</summary>
    public void Add(IReadOnlyDictionary<string, string> labels, double value)
    {
        HasNotANumber |= double.IsNaN(value);
        var key = labels.GetValueOrDefault(Label, "");
        sums[key] = sums.GetValueOrDefault(key) + value;
    }

    /// <summary>The sums of a pod.</summary>
    public PodCounters Of(string pod) => new(pod, [.. sums.Select(pair => new CounterSeries(pair.Key, pair.Value))]);

    /// <summary>Whether there was a sample.</summary>
    public bool IsEmpty => sums.Count is 0;
}
