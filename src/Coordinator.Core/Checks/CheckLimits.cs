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

    /// <summary>For the image of a check <c>from: cluster</c> to be pulled, on top of its attempts.</summary>
    public static readonly TimeSpan Pull = TimeSpan.FromMinutes(2);

    /// <summary>All attempts of a check with the pauses between them, and of a load its turn and the runs that do not count.</summary>
    public static TimeSpan Total(PhaseLimits limits, CheckSpec check) => limits.Prepare + (check switch
    {
        { From: CheckOrigin.Cluster } => JobLimits.Total(OfPod(limits, check), retries: 0),
        { Job: not null } => JobLimits.Total(limits.OfAttempt(check.Timeout), check.Retries),
        _ => Attempts(limits.OfAttempt(check.Timeout), check) + (check.Load is not null ? LongestQueue : TimeSpan.Zero),
    });

    /// <summary>How often a check is run at most: of a load also the runs that do not count.</summary>
    public static int MostRuns(CheckSpec check) => check.Retries + 1 + (check.Load is not null ? LateRuns : 0);

    /// <summary>How long the one pod that makes all attempts of a check <c>from: cluster</c> may be there.</summary>
    public static TimeSpan OfPod(PhaseLimits limits, CheckSpec check) => Attempts(limits.OfAttempt(check.Timeout), check) + Pull;

    /// <summary>All attempts with the pauses between them, each of a length.</summary>
    public static TimeSpan Attempts(TimeSpan attempt, CheckSpec check) => (attempt * MostRuns(check)) + (RetryPause * (MostRuns(check) - 1));
}
