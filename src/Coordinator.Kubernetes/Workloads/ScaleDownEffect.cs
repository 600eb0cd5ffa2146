using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Metrics;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Traffic;
using Coordinator.Kubernetes.Traffic.Routes;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>Scales a colour that nobody uses any more to zero.</summary>
internal sealed class ScaleDownEffect(EnvironmentCall call, ColorOrder order, RequestCounter counter)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Runs it.</summary>
    public async Task<PortResult<WorkloadReport>> RunAsync(CancellationToken cancellationToken)
    {
        var wait = await PatienceAsync(cancellationToken);
        var deadline = order.Deadline + (wait - call.Plan.BlueGreen.AbortScaleDownDelay);
        var idle = new IdlePeriod(wait);
        while (true)
        {
            if (await JudgeServiceAsync(cancellationToken) is { } refusal)
            {
                return refusal;
            }

            var reading = await counter.ReadAsync(call.Plan, order.Preview, call.Api, cancellationToken);
            if (reading.IsOff || idle.IsOver(call.Pacer.Now, reading))
            {
                break;
            }

            if (call.Pacer.Now >= deadline)
            {
                return new Refusal(RefusalKind.DeadlineExceeded,
                    $"{order.Preview.Label()} is still asked for something ({reading.Describe()}): it is not scaled down.");
            }

            await call.Pacer.DelayAsync(Interval, cancellationToken);
        }

        return await ScaleAsync(cancellationToken);
    }

    /// <summary>
    /// A long-lived connection asks for nothing that a counter shows: it gets as long to move over by itself as the pods would
    /// give it when they end.
    /// </summary>
    private async Task<TimeSpan> PatienceAsync(CancellationToken cancellationToken)
    {
        var longest = call.Plan.BlueGreen.AbortScaleDownDelay;
        foreach (var name in call.Plan.Deployments)
        {
            var grace = DeploymentState.GracePeriod(await call.FindDeploymentAsync(name, order.Preview, cancellationToken));
            longest = grace > longest ? grace : longest;
        }

        return longest;
    }

    private async Task<Refusal?> JudgeServiceAsync(CancellationToken cancellationToken)
    {
        if (await call.FindServiceAsync(cancellationToken) is not { } service)
        {
            return null;
        }

        if (call.Fence.Judge(service) is { } stale)
        {
            return stale;
        }

        var color = TargetService.ColorOf(service, call.ColorLabel);
        return color == order.Preview.Label() || color is null
            ? EnvironmentCall.Foreign(service, color, order.Active is { } active ? active.Label() : ColorNames.None)
            : RouteTraffic.Of(call) is { } route ? await route.JudgeUnusedAsync(order.Preview, service, cancellationToken)
            : null;
    }

    private async Task<PortResult<WorkloadReport>> ScaleAsync(CancellationToken cancellationToken)
    {
        foreach (var name in call.Plan.Deployments)
        {
            // Judged again for each: a rollback may have begun while the last one was written.
            if (await JudgeServiceAsync(cancellationToken) is { } changed)
            {
                return changed;
            }

            var deployment = ManifestColoring.NameOf(name, order.Preview);
            if (await call.Api.FindAsync(ResourceKind.Deployments, deployment, cancellationToken) is null)
            {
                continue;
            }

            var result = await call.Writer.WriteAsync(ResourceKind.Deployments, deployment, Step, cancellationToken);
            if (result.Refusal is { Kind: not RefusalKind.Missing } refusal)
            {
                return refusal;
            }
        }

        return await LetScalersGoAsync(cancellationToken)
            ?? (PortResult<WorkloadReport>)new WorkloadReport(0, $"Scaled {order.Preview.Label()} to zero.");
    }

    /// <summary>With the other colour gone the autoscalers are on their own again.</summary>
    private async Task<Refusal?> LetScalersGoAsync(CancellationToken cancellationToken)
    {
        var scalers = await Autoscalers.ReadAsync(call, cancellationToken);
        foreach (var name in call.Plan.Deployments)
        {
            foreach (var color in (Color[])[Color.Blue, Color.Green])
            {
                if (await scalers.LetGoAsync(ManifestColoring.NameOf(name, color), cancellationToken) is { } refusal)
                {
                    return refusal;
                }
            }
        }

        return null;
    }

    private static ObjectStep Step(JsonObject? live) =>
        live is null ? new ObjectStep.Refuse(new Refusal(RefusalKind.Missing, "It is gone."))
        : DeploymentState.Replicas(live) is 0 ? ObjectStep.Nothing
        : ScalePatch.Step(ScalePatch.ToZero(live));
}
