namespace Coordinator.Core.Plans.Jobs;

/// <summary>How long a Job may take.</summary>
public static class JobLimits
{
    /// <summary>How long an ended Job stays where nobody removes it. Long enough that a coordinator that was away finds what
    /// became of it.</summary>
    public static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(7);

    /// <summary>Kubernetes waits 10 s before a second pod, twice as long before each further one.</summary>
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(10);

    /// <summary>Time for pods to be placed and started, and for an attempt that took too long to be ended with its log.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(60);

    /// <summary>All attempts with the pauses between them.</summary>
    public static TimeSpan Total(TimeSpan timeout, int retries)
    {
        var total = Slack + (timeout * (retries + 1));
        for (var retry = 0; retry < retries; retry++)
        {
            var backoff = FirstBackoff * Math.Pow(2, Math.Min(retry, 10));
            total += backoff < LongestBackoff ? backoff : LongestBackoff;
        }

        return total;
    }
}
