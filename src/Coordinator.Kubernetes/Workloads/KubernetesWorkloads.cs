using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Metrics;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>The coloured Deployments of an environment, in its cluster.</summary>
internal sealed class KubernetesWorkloads(
    ClusterConnections connections, EnvironmentManifests documents, RequestCounter counter, Pacer pacer) : IWorkloads
{
    /// <inheritdoc />
    public Task<PortResult<WorkloadReport>> PrepareAsync(
        EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) =>
        RunAsync(plan, fence, async call =>
            await new PrepareEffect(call, order, await ManifestsAsync(plan, cancellationToken)).RunAsync(cancellationToken),
                cancellationToken);

    /// <inheritdoc />
    public Task<PortResult<WorkloadReport>> AdoptAsync(
        EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) =>
        RunAsync(plan, fence, call => new AdoptEffect(call, order).RunAsync(cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task<PortResult<WorkloadReport>> DeployAsync(
        EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) =>
        RunAsync(plan, fence, async call =>
            await new DeployEffect(call, order, await ManifestsAsync(plan, cancellationToken)).RunAsync(cancellationToken),
                cancellationToken);

    /// <inheritdoc />
    public Task<PortResult<WorkloadReport>> EnsureCapacityAsync(
        EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) =>
        RunAsync(plan, fence, async call =>
            await new CapacityEffect(call, order, await ManifestsAsync(plan, cancellationToken)).RunAsync(cancellationToken),
                cancellationToken);

    /// <inheritdoc />
    public Task<PortResult<WorkloadReport>> ScaleDownAsync(
        EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) =>
        RunAsync(plan, fence, call => new ScaleDownEffect(call, order, counter).RunAsync(cancellationToken), cancellationToken);

    private Task<ImmutableArray<JsonObject>> ManifestsAsync(EnvironmentPlan plan, CancellationToken cancellationToken) =>
        documents.ReadAsync(plan, cancellationToken);

    private Task<PortResult<WorkloadReport>> RunAsync(
        EnvironmentPlan plan, Fence fence, Func<EnvironmentCall, Task<PortResult<WorkloadReport>>> effect,
            CancellationToken cancellationToken) =>
        PortBoundary.RunAsync(async () =>
        {
            var connection = await connections.GetAsync(plan.Key.Cluster, cancellationToken);
            return await effect(new EnvironmentCall(plan, fence, new ClusterApi(connection, plan.Target.Namespace), pacer));
        });
}
