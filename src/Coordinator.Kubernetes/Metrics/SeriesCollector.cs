using System.Text;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Checks.Loads;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Adds up the series of one metric, by the label that counts, over all others.</summary>
internal sealed class SeriesCollector
{
    /// <summary>Values of the label that are kept apart at most: statuses and buckets are few, an id in the wrong label is not.</summary>
    private const int MostValues = 1000;

    private static readonly byte[] Own = Encoding.UTF8.GetBytes(LoadCheck.Agent);

    private readonly byte[] label;
    private readonly List<(byte[] Raw, double Sum)> sums = [];

    /// <summary>Greatest time of a sample; positive infinity as soon as one has none.</summary>
    private double stamp = double.NegativeInfinity;

    /// <summary>For an error rate or a latency.</summary>
    public SeriesCollector(MetricSpec metric)
    {
        Series = metric.ErrorRate is { } rate ? rate.Requests
            : metric.Latency is { } latency ? latency.Histogram + "_bucket"
            : throw new ArgumentException($"metric {metric.Name} reads neither a counter nor a histogram", nameof(metric));
        label = Encoding.UTF8.GetBytes(metric.ErrorRate?.StatusLabel ?? "le");
    }

    /// <summary>Name of the series.</summary>
    public string Series { get; }

    /// <summary>Whether a value was no number.</summary>
    public bool HasNotANumber { get; private set; }

    /// <summary>Whether there was no sample.</summary>
    public bool IsEmpty => sums.Count is 0;

    /// <summary>Takes a sample of the series, except one that a label shows to be of the coordinator's own loads. What is known already
    /// costs no memory.</summary>
    /// <exception cref="FormatException">The label has too many values.</exception>
    public void Add(scoped in TextSample sample)
    {
        var key = ReadOnlySpan<byte>.Empty;
        foreach (var one in sample)
        {
            if (one.Value.IndexOf(Own) >= 0)
            {
                return;
            }

            key = one.Name.SequenceEqual(label) ? one.Value : key;
        }

        HasNotANumber |= double.IsNaN(sample.Value);
        stamp = sample.Stamp is { } at ? Math.Max(stamp, at) : double.PositiveInfinity;

        for (var i = 0; i < sums.Count; i++)
        {
            if (key.SequenceEqual(sums[i].Raw))
            {
                sums[i] = (sums[i].Raw, sums[i].Sum + sample.Value);
                return;
            }
        }

        if (sums.Count == MostValues)
        {
            throw new FormatException($"the label {Encoding.UTF8.GetString(label)} of {Series} has more than {MostValues} values");
        }

        sums.Add((key.ToArray(), sample.Value));
    }

    /// <summary>The sums of a pod, in the order of their labels.</summary>
    public PodCounters Of(string pod) => new(pod,
    [
        .. sums.Select(one => new CounterSeries(TextSample.Text(one.Raw), one.Sum)).OrderBy(one => one.Label, StringComparer.Ordinal),
    ],
    double.IsFinite(stamp) ? stamp : null);
}
