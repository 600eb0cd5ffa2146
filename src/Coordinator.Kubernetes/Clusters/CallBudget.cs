using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>
/// Calls per second and calls at once of one cluster, in wall time: a virtual clock must not multiply the load. Each call
/// reserves the next free instant, so that waiting callers are served in the order in which they came.
/// </summary>
internal sealed class CallBudget(string cluster, ApiBudgetSpec limits, TimeProvider wall)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly TimeSpan interval = TimeSpan.FromSeconds(1 / limits.Qps);
    private readonly TimeSpan burst = TimeSpan.FromSeconds((Math.Max(1, limits.Burst) - 1) / limits.Qps);
    private readonly Lock gate = new();
    private DateTimeOffset next = DateTimeOffset.UnixEpoch;

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

    private TimeSpan Reserve()
    {
        lock (gate)
        {
            var now = wall.GetUtcNow();
            var earliest = next - burst > now ? next - burst : now;
            if (earliest - now > LongestWait)
            {
                throw new ClusterUnreachableException(
                    cluster, $"its budget of {limits.Qps} calls a second is used up for more than {LongestWait.TotalSeconds} s");
            }

            next = (next > now ? next : now) + interval;
            return earliest - now;
        }
    }
}
