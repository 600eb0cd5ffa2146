using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Traffic.Routes;

namespace Coordinator.Kubernetes.Traffic;

/// <summary>
/// Directs users by the selector of the target Service, alone (routers <c>service</c> and <c>replicas</c>) or together with a
/// route (<c>gatewayApi</c>, <c>istio</c>). Each object changes in one conditional patch.
/// </summary>
internal sealed class KubernetesRouter(ClusterConnections connections, Pacer pacer) : ITrafficRouter
{
    /// <inheritdoc />
    public async Task<TrafficObservation> ObserveAsync(EnvironmentPlan plan, CancellationToken cancellationToken)
    {
        // Nothing is written, so there is no turn to write.
        var call = await CallAsync(plan, new Fence("", 0), ApiPriority.Normal, cancellationToken);
        return await ObserveAsync(call, cancellationToken);
    }

    /// <inheritdoc />
    public Task<PortResult<TrafficObservation>> ShiftAsync(
        EnvironmentPlan plan, Fence fence, TrafficOrder order, CancellationToken cancellationToken) =>
        PortBoundary.RunAsync<TrafficObservation>(async () =>
        {
            if (order.To is not { } to || !CanGive(plan.BlueGreen.Router.Kind, order))
            {
                return new Refusal(RefusalKind.Rejected,
                    $"Router {plan.BlueGreen.Router.Kind} can't give {order.WeightPercent} % to {TargetService.Value(order.To)}: "
                    + "a selector alone gives all or nothing, replicas up to 50 % beside an old colour.");
            }

            var call = await CallAsync(plan, fence, ApiPriority.Normal, cancellationToken);
            return await new ShiftEffect(call, order, to).RunAsync(cancellationToken) is { } refusal
                ? refusal
                : await ObserveAsync(call, cancellationToken);
        });

    /// <inheritdoc />
    public Task<PortResult<TrafficObservation>> RestoreAsync(
        EnvironmentPlan plan, Fence fence, TrafficOrder order, CancellationToken cancellationToken) =>
        PortBoundary.RunAsync<TrafficObservation>(async () =>
        {
            var call = await CallAsync(plan, fence, ApiPriority.Rollback, cancellationToken);
            return await new RestoreEffect(call, order).RunAsync(cancellationToken) is { } refusal
                ? refusal
                : await ObserveAsync(call, cancellationToken);
        });

    /// <summary>A weight below 100 leaves the rest to a colour that serves.</summary>
    private static bool CanGive(RouterKind kind, TrafficOrder order) => order.WeightPercent is 100 || kind switch
    {
        RouterKind.Service => false,
        RouterKind.Replicas => order is { From: not null, WeightPercent: >= 1 and <= ReplicaShare.HighestWeightPercent },
        RouterKind.GatewayApi or RouterKind.Istio => order is { From: not null, WeightPercent: >= 1 and < 100 },
    };

    private async Task<EnvironmentCall> CallAsync(
        EnvironmentPlan plan, Fence fence, ApiPriority priority, CancellationToken cancellationToken)
    {
        var connection = await connections.GetAsync(plan.Key.Cluster, cancellationToken);
        return new EnvironmentCall(plan, fence, new ClusterApi(connection, plan.Target.Namespace, priority), pacer);
    }

    private static async Task<TrafficObservation> ObserveAsync(EnvironmentCall call, CancellationToken cancellationToken)
    {
        var service = await call.FindServiceAsync(cancellationToken);
        var traffic = RouteTraffic.Of(call);
        var route = traffic?.Observe(await traffic.FindAsync(cancellationToken), service);
        if (service is null)
        {
            return new TrafficObservation(
                null, null, route?.BlueWeightPercent ?? 0, route?.GreenWeightPercent ?? 0, 0, 0, 0, route?.Turn ?? 0, route?.Owner, null, Route: route);
        }

        var bluePods = await call.PodsAsync(service, Color.Blue, cancellationToken);
        var greenPods = await call.PodsAsync(service, Color.Green, cancellationToken);
        var (blue, green) = (bluePods.Count(PodState.IsReady), greenPods.Count(PodState.IsReady));
        var endpoints = await EndpointWait.ReadyAsync(call, cancellationToken);
        var selected = TargetService.ColorOf(service, call.ColorLabel);
        var (blueWeight, greenWeight) = route is { BlueWeightPercent: { } routedBlue, GreenWeightPercent: { } routedGreen }
            ? (routedBlue, routedGreen)
            : WeightsOf(selected, blue, green);
        var turn = FenceRules.TurnOf(service);
        return new TrafficObservation(
            selected, TargetService.RecordOf(service), blueWeight, greenWeight, blue, green, endpoints.Length,
            Math.Max(turn, route?.Turn ?? 0), route is { Owner: { } owner } && route.Turn > turn ? owner : service.Annotation(ManifestLabels.Owner),
            TargetService.ManagerOf(service),
            bluePods.Count(pod => !PodState.IsEnding(pod)), greenPods.Count(pod => !PodState.IsEnding(pod)), route);
    }

    /// <summary>Without a colour in the selector users reach whatever is ready.</summary>
    private static (int Blue, int Green) WeightsOf(string? selected, int blueReady, int greenReady)
    {
        if (selected is not null)
        {
            return ColorNames.Parse(selected) switch { Color.Blue => (100, 0), Color.Green => (0, 100), null => (0, 0) };
        }

        if (blueReady + greenReady == 0)
        {
            return (0, 0);
        }

        var blue = (int)Math.Round(100.0 * blueReady / (blueReady + greenReady), MidpointRounding.AwayFromZero);
        return (blue, 100 - blue);
    }
}
