namespace Coordinator.Benchmarks.Detection.Judges;

/// <summary>The reference plan's limits, every 30 s: error rate over 5 %, or p95 over the limit, which is more than 5 % slow requests.</summary>
internal sealed class FixedThresholds : IJudge
{
    private const double Limit = 0.05;

    /// <inheritdoc />
    public string Name => "thresholds";

    /// <inheritdoc />
    public void Begin()
    {
        // It remembers nothing.
    }

    /// <inheritdoc />
    public bool Look(int environment, in Sample sample) =>
        Math.Max(sample.NewErrors, sample.NewSlow) > Limit * sample.NewRequests;
}
