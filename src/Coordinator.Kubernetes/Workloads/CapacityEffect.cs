using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>Brings the preview colour to the full count and never takes replicas away; or, where replicas give the weight, to
/// exactly that count, before the selector lets users reach it.</summary>
internal sealed class CapacityEffect(EnvironmentCall call, ColorOrder order, ImmutableArray<JsonObject> manifests)
{
    /// <summary>Runs it.</summary>
    public async Task<PortResult<WorkloadReport>> RunAsync(CancellationToken cancellationToken)
    {
        var service = await call.FindServiceAsync(cancellationToken);
        var colored = ManifestColoring.Color(ColoringOrder.Of(call.Plan, manifests, order.Preview, service));
        if (!colored.Errors.IsEmpty)
        {
            return new Refusal(RefusalKind.Rejected, string.Join("; ", colored.Errors) + ".");
        }

        var isShare = FullCount.IsShare(call, order);
        var scalers = await Autoscalers.ReadAsync(call, cancellationToken);
        foreach (var name in call.Plan.ServingDeployments())
        {
            var own = ManifestColoring.NameOf(name, order.Preview);
            var wanted = await FullCount.ReadAsync(call, order, colored, name, cancellationToken);
            if (await HoldAsync(scalers, name, wanted, cancellationToken) is { } held)
            {
                return held;
            }

            var result = await call.Writer.WriteAsync(
                ResourceKind.Deployments,
                own,
                live => live is null
                    ? new ObjectStep.Refuse(new Refusal(RefusalKind.Missing, $"Deployment/{own} does not exist."))
                    : DeploymentState.Replicas(live) is var has && (isShare ? has == wanted : has >= wanted) ? ObjectStep.Nothing
                    : ScalePatch.Step(ScalePatch.To(wanted)),
                cancellationToken);
            if (result.Refusal is { } refusal)
            {
                return refusal;
            }
        }

        var waited = await new RolloutWait(call, order.Preview, order.Deadline)
            .RunAsync(isShare
                ? $"{order.Preview.Label()} has the replicas for {order.WeightPercent} %"
                : $"{order.Preview.Label()} is at its full count", cancellationToken);
        return waited.Value is { } report ? report with { Autoscaled = IsAutoscaled(scalers) } : waited;
    }

    /// <summary>Neither colour shrinks while users move: not the preview before, nor the active one after.</summary>
    private async Task<Refusal?> HoldAsync(
        Autoscalers scalers, string name, int wanted, CancellationToken cancellationToken)
    {
        if (order.Active is { } active && active != order.Preview)
        {
            var serving = DeploymentState.Replicas(await call.FindDeploymentAsync(name, active, cancellationToken));
            if (await scalers.HoldAsync(ManifestColoring.NameOf(name, active), serving, cancellationToken) is { } refused)
            {
                return refused;
            }
        }

        return await scalers.HoldAsync(ManifestColoring.NameOf(name, order.Preview), wanted, cancellationToken);
    }

    private bool IsAutoscaled(Autoscalers scalers) => call.Plan.Deployments.Any(name =>
        scalers.Own(ManifestColoring.NameOf(name, Color.Blue)) || scalers.Own(ManifestColoring.NameOf(name, Color.Green)));
}
