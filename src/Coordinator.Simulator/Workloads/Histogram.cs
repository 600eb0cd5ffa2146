using System.Globalization;
using System.Text;

namespace Coordinator.Simulator.Workloads;

/// <summary>A cumulative histogram of durations in seconds, as Prometheus clients keep one. Thread-safe.</summary>
internal sealed class Histogram
{
    private static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly long[] counts = new long[Bounds.Length + 1];
    private readonly Lock gate = new();
    private double sum;

    public void Observe(double seconds)
    {
        var bucket = Array.FindIndex(Bounds, bound => seconds <= bound);
        lock (gate)
        {
            counts[bucket < 0 ? Bounds.Length : bucket]++;
            sum += seconds;
        }
    }

    public void Write(StringBuilder text, string name)
    {
        lock (gate)
        {
            var total = 0L;
            for (var i = 0; i < counts.Length; i++)
            {
                total += counts[i];
                var bound = i < Bounds.Length ? Bounds[i].ToString("0.0##", CultureInfo.InvariantCulture) : "+Inf";
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{le=\"{bound}\"}} {total}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"{name}_sum {sum}\n{name}_count {total}\n");
        }
    }
}
