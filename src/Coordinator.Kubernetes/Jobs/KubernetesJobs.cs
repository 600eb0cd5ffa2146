using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Jobs;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Jobs;

/// <summary>Jobs of a release, in an environment's cluster.</summary>
internal sealed class KubernetesJobs(ClusterConnections connections, EnvironmentManifests documents, Pacer pacer) : IJobs
{
    /// <inheritdoc />
    public Task<PortResult<JobReport>> RunAsync(
        EnvironmentPlan plan, Fence fence, JobOrder order, CancellationToken cancellationToken) =>
        PortBoundary.RunAsync(async () =>
        {
            var call = await CallAsync(plan, fence, cancellationToken);
            var manifests = await documents.ReadAsync(plan, cancellationToken);
            var made = await new JobMaker(call, order, manifests).MakeAsync(cancellationToken);
            return made.Refusal is { } refusal ? refusal : await new JobRun(call, order, made.Value!).RunAsync(cancellationToken);
        });

    /// <inheritdoc />
    public Task<PortResult<JobTrace>> FindAsync(EnvironmentPlan plan, string owner, string step, CancellationToken cancellationToken) =>
        PortBoundary.RunAsync<JobTrace>(async () =>
        {
            var connection = await connections.GetAsync(plan.Key.Cluster, cancellationToken);
            var name = JobManifest.NameOf(owner, plan.Release, step);
            var live = await new ClusterApi(connection, plan.Target.Namespace).FindAsync(ResourceKind.Jobs, name, cancellationToken);
            return live is null || JobState.IsEnding(live) || live.Annotation(FenceKeys.Whole.Owner) != owner
                ? new Refusal(RefusalKind.Missing, $"Job/{name} is not there.")
                : new JobTrace(FenceRules.TurnOf(live), JobState.OutcomeOf(live));
        });

    /// <inheritdoc />
    public Task<PortResult<WorkloadReport>> RemoveAsync(
        EnvironmentPlan plan, Fence fence, bool withOnce, CancellationToken cancellationToken) =>
        PortBoundary.RunAsync<WorkloadReport>(async () =>
        {
            var call = await CallAsync(plan, fence, cancellationToken);
            var selector = $"{JobManifest.OwnerLabel}={JobManifest.OwnerDigest(fence.Owner)},"
                + $"{ManifestLabels.Release}={ManifestLabels.Value(plan.Release)}"
                + (withOnce ? "" : $",!{JobManifest.OnceLabel}");
            var removed = 0;
            foreach (var job in await call.Api.ListAsync(ResourceKind.Jobs, selector, cancellationToken))
            {
                job["kind"] ??= "Job";
                if (fence.Judge(job) is null && !JobState.IsEnding(job))
                {
                    await call.Api.DeleteAsync(ResourceKind.Jobs, job, cancellationToken);
                    removed++;
                }
            }

            return new WorkloadReport(0, $"{removed} Jobs removed.");
        });

    private async Task<EnvironmentCall> CallAsync(EnvironmentPlan plan, Fence fence, CancellationToken cancellationToken)
    {
        var connection = await connections.GetAsync(plan.Key.Cluster, cancellationToken);
        return new EnvironmentCall(plan, fence, new ClusterApi(connection, plan.Target.Namespace), pacer);
    }
}
