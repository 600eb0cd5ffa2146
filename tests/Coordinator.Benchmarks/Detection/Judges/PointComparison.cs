namespace Coordinator.Benchmarks.Detection.Judges;

/// <summary>The Mann-Whitney test of the points of both colours: U of the new colour's over the old one's, kept up with each pair.</summary>
internal sealed class PointComparison
{
    private const int LeastPoints = 10;
    private const double Quantile = 2.3263;
    private readonly SortedPoints old = new();
    private readonly SortedPoints fresh = new();
    private int count;
    private double wins;
    private double ties;

    /// <summary>Whether the new colour's points are higher at 98 % (one side).</summary>
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

    /// <summary>Forgets all points.</summary>
    public void Reset()
    {
        (count, wins, ties) = (0, 0, 0);
        old.Clear();
        fresh.Clear();
    }

    /// <summary>Takes one point of each colour.</summary>
    public void Add(double oldValue, double newValue)
    {
        // U counts pairs in which the new colour is higher, and ties as a half.
        var (_, oldEqual) = old.Place(oldValue);
        var (newBelow, newEqual) = fresh.Place(oldValue);
        wins += count - newBelow - (0.5 * newEqual);
        Tie(oldEqual + newEqual);
        old.Add(oldValue);

        (var oldBelow, oldEqual) = old.Place(newValue);
        (_, newEqual) = fresh.Place(newValue);
        wins += oldBelow + (0.5 * oldEqual);
        Tie(oldEqual + newEqual);
        fresh.Add(newValue);
        count++;
    }

    /// <summary>A group of t equal values takes t³ - t from the variance.</summary>
    private void Tie(double group) => ties += 3 * group * (group + 1);
}
