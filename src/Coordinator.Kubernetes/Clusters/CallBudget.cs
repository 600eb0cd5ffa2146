using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>
/// Calls per second and calls at once of one cluster, in wall time: a virtual clock must not multiply the load. Each call
/// reserves the next free instant, so that waiting callers are served in the order in which they came.
/// </summary>
internal sealed class CallBudget(string cluster, ApiBudgetSpec limits, TimeProvider wall)
{
    /// <summary>How long a call waits at most, for the budget and for a server that asked for a pause.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private ApiBudgetSpec limits = limits;
    private DateTimeOffset next = DateTimeOffset.UnixEpoch;
    private DateTimeOffset pausedUntil = DateTimeOffset.UnixEpoch;

    /// <summary>Waits until a call is within the budget; at once for a rollback.</summary>
    /// <exception cref="ClusterUnreachableException">It would take more than a minute.</exception>
    public async Task EnterAsync(ApiPriority priority, CancellationToken cancellationToken)
    {
        if (priority is ApiPriority.Rollback)
        {
            return;
        }

        var wait = Reserve();
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, wall, cancellationToken);
        }
    }

    /// <summary>Takes other limits from now on.</summary>
    public void Limit(ApiBudgetSpec others)
    {
        lock (gate)
        {
            limits = others;
        }
    }

    /// <summary>The server asked for a pause: calls wait, but those of a rollback.</summary>
    public void Pause(TimeSpan pause)
    {
        lock (gate)
        {
            var until = wall.GetUtcNow() + pause;
            pausedUntil = until > pausedUntil ? until : pausedUntil;
        }
    }

    private TimeSpan Reserve()
    {
        lock (gate)
        {
            var now = wall.GetUtcNow();
            if (pausedUntil - now > LongestWait)
            {
                throw new ClusterUnreachableException(cluster,
                    $"its API server asked for a pause of {(pausedUntil - now).TotalSeconds:0} s more")
                { IsBusy = true };
            }

            var interval = TimeSpan.FromSeconds(1 / limits.Qps);
            var earliest = Latest(now, next - (interval * (Math.Max(1, limits.Burst) - 1)));
            if (earliest - now > LongestWait)
            {
                throw new ClusterUnreachableException(
                    cluster, $"its budget of {limits.Qps} calls a second is used up for more than {LongestWait.TotalSeconds} s")
                { IsBusy = true };
            }

            next = Latest(next, now) + interval;
            return Latest(earliest, pausedUntil) - now;
        }
    }

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
