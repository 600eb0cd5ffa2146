using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Traffic;

/// <summary>Directs users by the selector of the target Service: all or nothing, in one conditional patch.</summary>
internal sealed class ServiceRouter(ClusterConnections connections, Pacer pacer) : ITrafficRouter
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
            if (order is not { To: { } to, WeightPercent: 100 } || plan.BlueGreen.Router.Kind is not RouterKind.Service)
            {
                return new Refusal(RefusalKind.Rejected,
                    $"Router {plan.BlueGreen.Router.Kind} can't give {order.WeightPercent} % to {TargetService.Value(order.To)}: "
                    + "a Service's selector gives all or nothing.");
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

    private async Task<EnvironmentCall> CallAsync(
        EnvironmentPlan plan, Fence fence, ApiPriority priority, CancellationToken cancellationToken)
    {
        var connection = await connections.GetAsync(plan.Key.Cluster, cancellationToken);
        return new EnvironmentCall(plan, fence, new ClusterApi(connection, plan.Target.Namespace, priority), pacer);
    }

    private static async Task<TrafficObservation> ObserveAsync(EnvironmentCall call, CancellationToken cancellationToken)
    {
        var service = await call.FindServiceAsync(cancellationToken);
        if (service is null)
        {
            return new TrafficObservation(null, null, 0, 0, 0, 0, 0, 0, null, null);
        }

        var bluePods = await call.PodsAsync(service, Color.Blue, cancellationToken);
        var greenPods = await call.PodsAsync(service, Color.Green, cancellationToken);
        var (blue, green) = (bluePods.Count(PodState.IsReady), greenPods.Count(PodState.IsReady));
        var endpoints = await EndpointWait.ReadyAsync(call, cancellationToken);
        var selected = TargetService.ColorOf(service, call.ColorLabel);
        var blueWeight = ColorNames.Parse(selected) switch
        {
            Color.Blue => 100,
            Color.Green => 0,
            // Without a colour in the selector users reach whatever is ready.
            null => selected is null && blue + green > 0 ? 100 * blue / (blue + green) : 0,
        };
        var greenWeight = selected is null ? (blue + green > 0 ? 100 - blueWeight : 0)
            : ColorNames.Parse(selected) is Color.Green ? 100 : 0;
        return new TrafficObservation(
            selected, TargetService.RecordOf(service), blueWeight, greenWeight, blue, green, endpoints.Length,
            FenceRules.TurnOf(service), service.Annotation(ManifestLabels.Owner), TargetService.ManagerOf(service),
            bluePods.Count(pod => !PodState.IsEnding(pod)), greenPods.Count(pod => !PodState.IsEnding(pod)));
    }
}
