using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Jobs;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Checks;

/// <summary>How long checks may take.</summary>
public static class CheckLimits
{
    /// <summary>Between a failed attempt and the next one.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    /// <summary>Runs of a load that are not counted, because the coordinator itself was late to send; the next one counts.</summary>
    public const int LateRuns = 2;

    /// <summary>How long a load waits at most for its turn while others use up what the coordinator may send.</summary>
    public static readonly TimeSpan LongestQueue = TimeSpan.FromHours(6);

    /// <summary>All attempts of a check with the pauses between them, and of a load its turn and the runs that do not count.</summary>
    public static TimeSpan Total(PhaseLimits limits, CheckSpec check)
    {
        var attempt = limits.OfAttempt(check.Timeout);
        return limits.Prepare + (check.IsJob
            ? JobLimits.Total(attempt, check.Retries)
            : (attempt * (check.Retries + 1)) + (RetryPause * check.Retries)
                + (check.Load is not null ? LongestQueue + ((attempt + RetryPause) * LateRuns) : TimeSpan.Zero));
    }
}
