using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Traffic.Routes;

namespace Coordinator.Kubernetes.Traffic;

/// <summary>Keeps users where they are until the old colour can take them back, unless the colour they are on has no ready pod at
/// all.</summary>
internal sealed class ReturnWait(EnvironmentCall call, RouteTraffic? route, Color to)
{
    /// <summary>Annotation: the turn that scaled the colour up, whose replicas must be there before users return to it. It counts until
    /// the traffic object carries a turn as high: whichever attempt of a rollback scaled the colour up, the next one waits too.</summary>
    public const string ScaledUpBy = "coordinator.dev/scaled-up-by";

    /// <summary>After this the machine is told why users are not back yet, and asks again; they stay where they are meanwhile.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>So long a colour that is available is given for its last replicas: they start within moments of each other, and one
    /// that can't start must not keep users on a bad version.</summary>
    private static readonly TimeSpan LastReplicas = TimeSpan.FromSeconds(30);

    private DateTimeOffset? availableSince;

    /// <summary>Null once users may go, else why not.</summary>
    public async Task<Refusal?> RunAsync(CancellationToken cancellationToken)
    {
        var limit = call.Pacer.Now + LongestWait;
        while (true)
        {
            var service = await call.FindServiceAsync(cancellationToken);
            if (service is null)
            {
                return new Refusal(RefusalKind.Missing, $"Service/{call.Plan.Target.Service} does not exist.");
            }

            if (call.Fence.Judge(service) is { } stale)
            {
                return stale;
            }

            var routed = route is null ? null : route.Observe(await route.FindAsync(cancellationToken), service);
            if ((TargetService.ColorOf(service, call.ColorLabel) == to.Label() && routed?.WeightOf(to) is null or 100)
                || await IsReadyAsync(service, routed, cancellationToken)
                || !await IsAnyoneServedAsync(service, routed, cancellationToken))
            {
                return null;
            }

            if (call.Pacer.Now >= limit)
            {
                return new Refusal(RefusalKind.NotReady,
                    $"{to.Label()} is not ready; users stay on "
                    + $"{TargetService.ColorOf(service, call.ColorLabel) ?? "what is ready"} until it is.");
            }

            await call.Pacer.DelayAsync(Pacer.Rollout, cancellationToken);
        }
    }

    /// <summary>A colour that was kept warm takes users back at once; one that had to be scaled up must be there first, or its first
    /// pods alone would get all of them. Where a route names the colour's own Service, its endpoints show them too.</summary>
    private async Task<bool> IsReadyAsync(JsonObject service, RouteObservation? routed, CancellationToken cancellationToken) =>
        (await call.PodsAsync(service, to, cancellationToken)).Any(PodState.IsReady)
        && await IsScaledUpAsync(Math.Max(FenceRules.TurnOf(service), routed?.Turn ?? 0), cancellationToken)
        && (routed?.WeightOf(to) is null or 100 || await EndpointWait.ShowsAllAsync(call, route!.Target.Derived(to), cancellationToken));

    /// <param name="turn">Turn of the last decision about users that was carried out.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task<bool> IsScaledUpAsync(long turn, CancellationToken cancellationToken)
    {
        var isAvailable = true;
        var isFull = true;
        foreach (var name in call.Plan.ServingDeployments())
        {
            var deployment = await call.FindDeploymentAsync(name, to, cancellationToken);
            if (deployment is not null && FenceRules.TurnIn(deployment, ScaledUpBy) > turn)
            {
                isAvailable &= DeploymentState.IsAvailable(deployment);
                isFull &= DeploymentState.IsObserved(deployment) && DeploymentState.Ready(deployment) >= DeploymentState.Replicas(deployment);
            }
        }

        availableSince = isAvailable ? availableSince ?? call.Pacer.Now : null;
        return isAvailable && (isFull || call.Pacer.Now - availableSince >= LastReplicas);
    }

    /// <summary>Whether users are on the other colour, by selector or route, and it has a ready pod for them. Without a colour
    /// and a record in the selector pods without a colour may serve.</summary>
    private async Task<bool> IsAnyoneServedAsync(JsonObject service, RouteObservation? routed, CancellationToken cancellationToken)
    {
        var other = to.Other();
        var selected = TargetService.ColorOf(service, call.ColorLabel);
        var isShared = selected is null && SharedSelector.ActiveOf(TargetService.RecordOf(service)) is not null;
        if (selected is null && !isShared)
        {
            return true;
        }

        return (isShared || selected == other.Label() || routed?.WeightOf(other) > 0)
            && (await call.PodsAsync(service, other, cancellationToken)).Any(PodState.IsReady);
    }
}
