namespace Coordinator.Benchmarks.Detection.Judges;

/// <summary>Flagger's rule, every 30 s: a check fails below 99 % of success, or where p99 is over the limit (more than 1 % slow requests, its
/// other built-in metric); the fifth failed check in total stops the release in that environment.</summary>
internal sealed class FailedChecks(int environments) : IJudge
{
    private const double Limit = 0.01;
    private const int Threshold = 5;
    private readonly int[] failed = new int[environments];

    /// <inheritdoc />
    public string Name => "flagger";

    /// <inheritdoc />
    public void Begin() => Array.Clear(failed);

    /// <inheritdoc />
    public bool Look(int environment, in Sample sample) =>
        Math.Max(sample.NewErrors, sample.NewSlow) > Limit * sample.NewRequests && ++failed[environment] >= Threshold;
}
