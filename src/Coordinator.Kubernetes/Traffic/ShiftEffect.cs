using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Traffic.Routes;

namespace Coordinator.Kubernetes.Traffic;

/// <summary>
/// Gives a colour its weight, once it can take it. With a route: users from outside first, by the route, then at 100 the clients
/// inside the cluster, by the selector. A crash between the two leaves both colours serving, and the same turn again does the
/// second.
/// </summary>
internal sealed class ShiftEffect(EnvironmentCall call, TrafficOrder order, Color to)
{
    private readonly SelectorShift selector = new(call, order, to);
    private readonly RouteShift? route = RouteTraffic.Of(call) is { } traffic ? new RouteShift(call, traffic, order, to) : null;

    /// <summary>Null once users are there, else why not.</summary>
    public async Task<Refusal?> RunAsync(CancellationToken cancellationToken)
    {
        if (await WaitForPodsAsync(cancellationToken) is { } unready)
        {
            return unready;
        }

        if (route is not null && await route.RunAsync(await call.FindServiceAsync(cancellationToken), cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return await selector.RunAsync(cancellationToken);
    }

    /// <summary>Ready means ready under the selector as it will be: every wanted replica, and one at least; with a route also
    /// behind the Services that it names.</summary>
    private async Task<Refusal?> WaitForPodsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var service = await call.FindServiceAsync(cancellationToken);
            var (refusal, isDone) = await JudgeAsync(service, cancellationToken);
            // A refusal is not worth waiting for, and what this turn has done needs no pods any more.
            if (refusal is not null || isDone)
            {
                return refusal;
            }

            var wanted = await WantedAsync(cancellationToken);
            var ready = (await call.PodsAsync(service!, to, cancellationToken)).Count(PodState.IsReady);
            var isBehind = route is not null && !await route.AreBackendsReadyAsync(cancellationToken);
            if (ready > 0 && ready >= wanted && !isBehind)
            {
                return null;
            }

            if (wanted is 0 || call.Pacer.Now >= order.Deadline)
            {
                return new Refusal(RefusalKind.NotReady, isBehind && ready > 0 && ready >= wanted
                    ? $"The Services of the colours behind {call.Plan.Target.Service} have no ready endpoints in time."
                    : $"{to.Label()} has {ready} ready pods of {wanted} under the selector of Service/{call.Plan.Target.Service}.");
            }

            await call.Pacer.DelayAsync(Pacer.Rollout, cancellationToken);
        }
    }

    private async Task<(Refusal? Refusal, bool IsDone)> JudgeAsync(JsonObject? service, CancellationToken cancellationToken)
    {
        var step = selector.Step(service);
        if ((service is null ? null : call.Fence.Judge(service)) is { } stale)
        {
            return (stale, false);
        }

        if (step is ObjectStep.Refuse refuse)
        {
            return (refuse.Refusal, false);
        }

        if (RouteTraffic.Of(call) is { } traffic)
        {
            var live = await traffic.FindAsync(cancellationToken);
            var routed = route!.Step(live, service);
            return (live is null ? null : call.Fence.Judge(live, traffic.Keys)) is { } staleRoute ? (staleRoute, false)
                : routed is ObjectStep.Refuse refused ? (refused.Refusal, false)
                : (null, step is ObjectStep.Done && routed is ObjectStep.Done);
        }

        return order.WeightPercent < 100 && step is not ObjectStep.Done && await UncoloredAsync(service!, cancellationToken) is { } split
            ? (split, false)
            : (null, step is ObjectStep.Done);
    }

    /// <summary>A selector without a colour reaches every pod that carries its other labels.</summary>
    private async Task<Refusal?> UncoloredAsync(JsonObject service, CancellationToken cancellationToken) =>
        call.Plan.BlueGreen.Router.Kind is RouterKind.Replicas
            && await call.OtherPodsAsync(service, cancellationToken) is { Length: > 0 } others
            ? new Refusal(RefusalKind.TrafficSplit,
                $"{others.Length} pods that are neither blue nor green carry the other labels of Service {service.Name()}: "
                + "without a colour in its selector they would serve too. Give them other labels, or remove them.")
            : null;

    private async Task<int> WantedAsync(CancellationToken cancellationToken)
    {
        var wanted = 0;
        foreach (var name in call.Plan.ServingDeployments())
        {
            wanted += DeploymentState.Replicas(await call.FindDeploymentAsync(name, to, cancellationToken));
        }

        return wanted;
    }
}
