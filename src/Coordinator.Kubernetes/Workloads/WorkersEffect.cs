using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>Lets the new colour's workers take over: first they are there, then the old ones end, within their grace
/// period.</summary>
internal sealed class WorkersEffect(EnvironmentCall call, ColorOrder order, ImmutableArray<JsonObject> manifests)
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

        string[] workers = [.. call.Plan.Deployments.Where(call.Plan.Target.Workers.ContainsKey)];
        foreach (var worker in workers)
        {
            if (await StartAsync(colored, worker, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        var ready = await new RolloutWait(call, order.Preview, order.Deadline)
            .RunAsync($"The workers of {order.Preview.Label()} took over", cancellationToken);
        return ready.Refusal ?? await StopAsync(workers, cancellationToken) ?? ready;
    }

    private async Task<Refusal?> StartAsync(ColoredManifests colored, string worker, CancellationToken cancellationToken)
    {
        var wanted = await FullCount.ReadAsync(call, order, colored, worker, cancellationToken);
        var name = ManifestColoring.NameOf(worker, order.Preview);
        var written = await call.Writer.WriteAsync(
            ResourceKind.Deployments, name, live => live is null
                ? new ObjectStep.Refuse(new Refusal(RefusalKind.Missing, $"Deployment/{name} does not exist."))
                : DeploymentState.Replicas(live) >= wanted ? ObjectStep.Nothing
                : ScalePatch.Step(ScalePatch.To(wanted)),
            cancellationToken);
        return written.Refusal;
    }

    private async Task<Refusal?> StopAsync(string[] workers, CancellationToken cancellationToken)
    {
        foreach (var worker in order.Active is null ? [] : workers)
        {
            var written = await call.Writer.WriteAsync(
                ResourceKind.Deployments, ManifestColoring.NameOf(worker, order.Active!.Value), live =>
                    live is null ? new ObjectStep.Refuse(new Refusal(RefusalKind.Missing, "It is gone."))
                    : DeploymentState.Replicas(live) is 0 ? ObjectStep.Nothing
                    : ScalePatch.Step(ScalePatch.ToZero(live)),
                cancellationToken);
            if (written.Refusal is { Kind: not RefusalKind.Missing } refusal)
            {
                return refusal;
            }
        }

        return null;
    }
}
