namespace Coordinator.Benchmarks.Detection.Judges;

/// <summary>
/// As Kayenta's judge: the points of both colours, one each 30 s since the beginning, are compared by the Mann-Whitney test at 98 %
/// (normal approximation with ties and continuity correction); a metric that is significantly higher stops the release in that environment.
/// It looks each 30 s, from the tenth point on.
/// </summary>
internal sealed class MannWhitney(int environments) : IJudge
{
    private const int LeastPoints = 10;
    private const double Quantile = 2.3263;
    private readonly Comparison[] comparisons = [.. Enumerable.Range(0, 2 * environments).Select(_ => new Comparison())];

    /// <inheritdoc />
    public string Name => "mann-whitney";

    /// <inheritdoc />
    public int IntervalsToALook => Scenario.IntervalsToALook;

    /// <inheritdoc />
    public void Begin()
    {
        foreach (var comparison in comparisons)
        {
            comparison.Reset();
        }
    }

    /// <inheritdoc />
    public bool Look(int environment, in Sample sample)
    {
        if (sample.OldRequests == 0 || sample.NewRequests == 0)
        {
            return false;
        }

        var (errors, slow) = (comparisons[2 * environment], comparisons[(2 * environment) + 1]);
        errors.Add((double)sample.OldErrors / sample.OldRequests, (double)sample.NewErrors / sample.NewRequests);
        slow.Add((double)sample.OldSlow / sample.OldRequests, (double)sample.NewSlow / sample.NewRequests);
        return errors.IsNewHigher || slow.IsNewHigher;
    }

    /// <summary>U of the new colour's points over the old one's, kept up with each pair of points.</summary>
    private sealed class Comparison
    {
        private readonly double[] old = new double[(Scenario.Intervals / Scenario.IntervalsToALook) + 1];
        private readonly double[] fresh = new double[(Scenario.Intervals / Scenario.IntervalsToALook) + 1];
        private int count;
        private double wins;
        private double ties;

        public bool IsNewHigher
        {
            get
            {
                double all = 2 * count;
                var variance = (double)count * count / 12 * (all + 1 - (ties / (all * (all - 1))));
                return count >= LeastPoints && variance > 0
                    && wins - ((double)count * count / 2) - 0.5 > Quantile * Math.Sqrt(variance);
            }
        }

        public void Reset() => (count, wins, ties) = (0, 0, 0);

        public void Add(double oldValue, double newValue)
        {
            // U counts pairs in which the new colour is higher, and ties as a half.
            var (oldBelow, oldEqual) = Place(old.AsSpan(0, count), oldValue);
            var (newBelow, newEqual) = Place(fresh.AsSpan(0, count), oldValue);
            wins += count - newBelow - (0.5 * newEqual);
            Tie(oldEqual + newEqual);
            Insert(old, oldBelow, oldValue);

            (oldBelow, oldEqual) = Place(old.AsSpan(0, count + 1), newValue);
            (newBelow, newEqual) = Place(fresh.AsSpan(0, count), newValue);
            wins += oldBelow + (0.5 * oldEqual);
            Tie(oldEqual + newEqual);
            Insert(fresh, newBelow, newValue);
            count++;
        }

        private void Insert(double[] values, int at, double value)
        {
            Array.Copy(values, at, values, at + 1, count - at);
            values[at] = value;
        }

        /// <summary>A group of t equal values takes t³ - t from the variance.</summary>
        private void Tie(double group) => ties += 3 * group * (group + 1);

        private static (int Below, int Equal) Place(ReadOnlySpan<double> values, double value)
        {
            var below = Bound(values, value, orEqual: false);
            return (below, Bound(values[below..], value, orEqual: true));
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
}
