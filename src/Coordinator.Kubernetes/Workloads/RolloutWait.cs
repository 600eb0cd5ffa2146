using System.Collections.Immutable;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>
/// Waits until a colour's Deployments are rolled out. It ends before its deadline where the cluster gave up, where a trouble
/// can't get better by waiting, or has lasted longer than such a trouble usually does; all else waits to the deadline.
/// </summary>
internal sealed class RolloutWait(EnvironmentCall call, Color color, DateTimeOffset deadline)
{
    private readonly Patience patience = new(call.Pacer);

    /// <summary>Ready replicas and one healthy pod's log, or why not.</summary>
    public async Task<PortResult<WorkloadReport>> RunAsync(string done, CancellationToken cancellationToken)
    {
        var begun = await QueriesAsync(cancellationToken);
        if (begun.Refusal is { } absent)
        {
            return absent;
        }

        await using var watch = ObjectWatch.Start(call.Api, call.Pacer, [.. begun.Value!], cancellationToken);
        for (var look = deadline; ;)
        {
            // What ends the wait is decided on a list: a watch may have fallen silent.
            var seen = await watch.NextAsync(look, cancellationToken);
            var view = RolloutView.Of(seen ?? await watch.LookAsync(cancellationToken));
            if (view.Judge(call, color) is { } refusal)
            {
                return refusal;
            }

            if (view.IsComplete(call))
            {
                return await SucceededAsync(view, done, cancellationToken);
            }

            var troubles = view.Troubles();
            look = patience.EndOf(troubles, deadline);
            if (seen is null && look <= call.Pacer.Now)
            {
                return await FailedAsync(view, troubles, cancellationToken);
            }
        }
    }

    /// <summary>The Deployments by name, then the pods of each by its selector.</summary>
    private async Task<PortResult<List<ObjectQuery>>> QueriesAsync(CancellationToken cancellationToken)
    {
        var (deployments, pods) = (new List<ObjectQuery>(), new List<ObjectQuery>());
        foreach (var name in call.Plan.Deployments)
        {
            if (await call.FindDeploymentAsync(name, color, cancellationToken) is not { } deployment)
            {
                return new Refusal(RefusalKind.Missing, $"Deployment/{ManifestColoring.NameOf(name, color)} is gone.");
            }

            deployments.Add(ObjectQuery.Named(ResourceKind.Deployments, deployment.Name()));
            pods.Add(new ObjectQuery(ResourceKind.Pods, Selectors.Query(deployment.Texts("spec", "selector", "matchLabels"))));
        }

        return deployments.Concat(pods).ToList();
    }

    private async Task<PortResult<WorkloadReport>> SucceededAsync(
        RolloutView view, string done, CancellationToken cancellationToken)
    {
        var logs = await new PodLogs(call.Api).TailAsync(view.Pods.Where(PodState.IsReady).Take(1), cancellationToken);
        return new WorkloadReport(view.Deployments.Sum(DeploymentState.Ready), $"{done}: {view.Describe()}.", logs);
    }

    private async Task<PortResult<WorkloadReport>> FailedAsync(
        RolloutView view, ImmutableArray<Trouble> troubles, CancellationToken cancellationToken)
    {
        var logs = await new PodLogs(call.Api).FailureAsync(view.Failing, cancellationToken);
        var isLate = call.Pacer.Now >= deadline;
        var why = RolloutFailure.Describe(troubles);
        return new Refusal(
            isLate ? RefusalKind.DeadlineExceeded : RefusalKind.NotReady,
            isLate ? $"The rollout did not complete in time{(why.Length > 0 ? $": {why}" : "")}. {view.Describe()}."
                : $"{why}. {view.Describe()}.",
            Logs: logs);
    }
}
