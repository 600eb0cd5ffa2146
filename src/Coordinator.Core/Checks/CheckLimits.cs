using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Jobs;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Checks;

/// <summary>How long checks may take.</summary>
public static class CheckLimits
{
    /// <summary>Between a failed attempt and the next one.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    /// <summary>All attempts of a check with the pauses between them.</summary>
    public static TimeSpan Total(EnvironmentPlan plan, CheckSpec check)
    {
        var attempt = plan.Limits.OfAttempt(check.Timeout);
        return plan.Limits.Prepare + (check.Job is not null
            ? JobLimits.Total(attempt, check.Retries)
            : (attempt * (check.Retries + 1)) + (RetryPause * check.Retries));
    }
}
