using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Traffic.Routes;

/// <summary>
/// Waits until the route's controller, where one reports, has taken the newest generation. A backend that was not found before the
/// write either is another application's matter: those of this one were seen to be ready.
/// </summary>
internal sealed class RouteWait(EnvironmentCall call, RouteTraffic traffic, RouteStatus? before = null)
{
    /// <summary>One object is read by its name, which wants no right to watch routes that others own.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A controller that does not know a new Service yet says no for a moment.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Null once it is in force, else why not.</summary>
    public async Task<Refusal?> RunAsync(DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        DateTimeOffset? refusedSince = null;
        while (true)
        {
            if (await traffic.FindAsync(cancellationToken) is not { } route)
            {
                return traffic.Missing();
            }

            if (call.Fence.Judge(route, traffic.Keys) is { } stale)
            {
                return stale;
            }

            var status = traffic.Format.StatusOf(route);
            if (status.State is RouteState.Silent or RouteState.InForce || (status.IsUnresolved && before is { IsUnresolved: true }))
            {
                return null;
            }

            var now = call.Pacer.Now;
            refusedSince = status.State is RouteState.Refused ? refusedSince ?? now : null;
            if (refusedSince is { } since && (now - since >= Patience || now >= deadline))
            {
                return new Refusal(RefusalKind.Rejected, $"The controller of {traffic.Object} refuses it: {status.Message}");
            }

            if (now >= deadline)
            {
                return new Refusal(RefusalKind.DeadlineExceeded,
                    $"{traffic.Object} has the weights, but its controller does not report that they are in force.");
            }

            await call.Pacer.DelayAsync(Interval, cancellationToken);
        }
    }
}
