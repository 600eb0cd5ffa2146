using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>Waits until a colour's Deployments are rolled out, or it is plain that they will not be.</summary>
internal sealed class RolloutWait(EnvironmentCall call, Color color, DateTimeOffset deadline)
{
    private const int PollsBetweenPodLooks = 5;

    /// <summary>Ready replicas and one healthy pod's log, or why not.</summary>
    public async Task<PortResult<WorkloadReport>> RunAsync(string done, CancellationToken cancellationToken)
    {
        for (var poll = 0; ; poll++)
        {
            var found = await ReadAsync(cancellationToken);
            if (found.Refusal is { } refusal)
            {
                return refusal;
            }

            var deployments = found.Value!.Deployments;
            if (deployments.All(DeploymentState.IsComplete))
            {
                return await SucceededAsync(deployments, done, cancellationToken);
            }

            var late = call.Pacer.Now >= deadline;
            if (late || poll % PollsBetweenPodLooks is PollsBetweenPodLooks - 1)
            {
                var pods = await PodsAsync(deployments, cancellationToken);
                var defect = deployments.Select(DeploymentState.Defect).Concat(pods.Select(PodState.Defect))
                    .FirstOrDefault(one => one is not null);
                if (defect is not null || late)
                {
                    return await FailedAsync(deployments, pods, defect, cancellationToken);
                }
            }

            await call.Pacer.DelayAsync(Pacer.Rollout, cancellationToken);
        }
    }

    private async Task<PortResult<Snapshot>> ReadAsync(CancellationToken cancellationToken)
    {
        var deployments = ImmutableArray.CreateBuilder<JsonObject>();
        foreach (var name in call.Plan.Deployments)
        {
            if (await call.FindDeploymentAsync(name, color, cancellationToken) is not { } deployment)
            {
                return new Refusal(RefusalKind.Missing, $"Deployment/{ManifestColoring.NameOf(name, color)} is gone.");
            }

            if (call.Fence.Judge(deployment) is { } refusal)
            {
                return refusal;
            }

            deployments.Add(deployment);
        }

        return new Snapshot(deployments.ToImmutable());
    }

    private async Task<ImmutableArray<JsonObject>> PodsAsync(ImmutableArray<JsonObject> deployments,
        CancellationToken cancellationToken)
    {
        var pods = ImmutableArray.CreateBuilder<JsonObject>();
        foreach (var deployment in deployments)
        {
            pods.AddRange(await call.PodsAsync(deployment, cancellationToken));
        }

        return pods.ToImmutable();
    }

    private async Task<PortResult<WorkloadReport>> SucceededAsync(
        ImmutableArray<JsonObject> deployments, string done, CancellationToken cancellationToken)
    {
        var healthy = (await PodsAsync(deployments, cancellationToken)).Where(PodState.IsReady).Take(1);
        var logs = await new PodLogs(call.Api).TailAsync(healthy, cancellationToken);
        return new WorkloadReport(deployments.Sum(DeploymentState.Ready), $"{done}: {Describe(deployments)}.", logs);
    }

    private async Task<PortResult<WorkloadReport>> FailedAsync(
        ImmutableArray<JsonObject> deployments, ImmutableArray<JsonObject> pods, string? defect,
            CancellationToken cancellationToken)
    {
        var failing = pods.Where(pod => !PodState.IsReady(pod) && pod.Text("metadata", "deletionTimestamp") is null);
        var logs = await new PodLogs(call.Api).TailAsync(failing, cancellationToken);
        return defect is not null
            ? new Refusal(RefusalKind.NotReady, $"{defect}. {Describe(deployments)}.", Logs: logs)
            : new Refusal(RefusalKind.DeadlineExceeded, $"The rollout did not complete in time. {Describe(deployments)}.",
                Logs: logs);
    }

    private static string Describe(ImmutableArray<JsonObject> deployments) =>
        string.Join("; ", deployments.Select(DeploymentState.Describe));

    private sealed record Snapshot(ImmutableArray<JsonObject> Deployments);
}
