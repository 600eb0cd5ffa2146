namespace Coordinator.Benchmarks.Detection.Judges;

/// <summary>
/// As Kayenta's judge: the points of both colours, one each 30 s since the beginning, are compared by the Mann-Whitney test at 98 %
/// (normal approximation with ties and continuity correction); a metric that is significantly higher stops the release in that environment.
/// It looks each 30 s, from the tenth point on.
/// </summary>
internal sealed class MannWhitney(int environments) : IJudge
{
    private readonly PointComparison[] comparisons = [.. Enumerable.Range(0, 2 * environments).Select(_ => new PointComparison())];

    /// <inheritdoc />
    public string Name => "mann-whitney";

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
}
