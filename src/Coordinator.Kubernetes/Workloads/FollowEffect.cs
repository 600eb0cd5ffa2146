using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>Brings the previous colour up to the one that serves, so that it could take all users back.</summary>
internal sealed class FollowEffect(EnvironmentCall call, ColorOrder order)
{
    /// <summary>Runs it.</summary>
    public async Task<PortResult<WorkloadReport>> RunAsync(CancellationToken cancellationToken)
    {
        if (order.Active is not { } serving)
        {
            return new Refusal(RefusalKind.Missing, "There is no colour to follow.");
        }

        var scalers = await Autoscalers.ReadAsync(call, cancellationToken);
        var counts = new List<string>();
        foreach (var name in call.Plan.Deployments)
        {
            var (own, other) = (ManifestColoring.NameOf(name, order.Preview), ManifestColoring.NameOf(name, serving));
            var wanted = DeploymentState.Replicas(await call.FindDeploymentAsync(name, serving, cancellationToken));
            if (await scalers.HoldAsync(own, wanted, cancellationToken) is { } refused)
            {
                return refused;
            }

            var written = await call.Writer.WriteAsync(
                ResourceKind.Deployments, own, live => live is null
                    ? new ObjectStep.Refuse(new Refusal(RefusalKind.Missing, $"Deployment/{own} is gone."))
                    // Zero is a person's decision: a rollback would scale it up.
                    : DeploymentState.Replicas(live) is 0 || DeploymentState.Replicas(live) >= wanted ? ObjectStep.Nothing
                    : ScalePatch.Step(ScalePatch.To(wanted)),
                cancellationToken);
            if (written.Refusal is { } refusal)
            {
                return refusal;
            }

            if (await scalers.LetGoAsync(other, cancellationToken) is { } kept)
            {
                return kept;
            }

            counts.Add($"{own} has {DeploymentState.Replicas(written.Value)} replicas, {other} {wanted}");
        }

        return new WorkloadReport(0, $"{order.Preview.Label()} follows: {string.Join("; ", counts)}.");
    }
}
