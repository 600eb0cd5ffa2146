namespace Coordinator.Benchmarks.Detection.Judges;

/// <summary>Shares in ascending order. Most are zero: those are only counted.</summary>
internal sealed class SortedPoints
{
    private readonly double[] positive = new double[(Scenario.Intervals / Scenario.IntervalsToALook) + 1];
    private int zeros;
    private int count;

    /// <summary>Forgets all.</summary>
    public void Clear() => (zeros, count) = (0, 0);

    /// <summary>How many are below a value, and how many equal it.</summary>
    public (int Below, int Equal) Place(double value)
    {
        if (value == 0)
        {
            return (0, zeros);
        }

        var below = Bound(positive.AsSpan(0, count), value, orEqual: false);
        return (zeros + below, Bound(positive.AsSpan(below, count - below), value, orEqual: true));
    }

    /// <summary>Takes a value.</summary>
    public void Add(double value)
    {
        if (value == 0)
        {
            zeros++;
            return;
        }

        var at = Bound(positive.AsSpan(0, count), value, orEqual: false);
        Array.Copy(positive, at, positive, at + 1, count - at);
        positive[at] = value;
        count++;
    }

    private static int Bound(ReadOnlySpan<double> values, double value, bool orEqual)
    {
        var (low, high) = (0, values.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var isBelow = orEqual ? values[middle] <= value : values[middle] < value;
            (low, high) = isBelow ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
