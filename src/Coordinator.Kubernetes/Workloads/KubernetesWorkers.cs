using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>Deployments behind no Service, in their cluster.</summary>
internal sealed class KubernetesWorkers(ClusterConnections connections, EnvironmentManifests documents, Pacer pacer) : IWorkers
{
    /// <inheritdoc />
    public Task<PortResult<WorkloadReport>> SwitchAsync(
        EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) =>
        PortBoundary.RunAsync(async () =>
        {
            var connection = await connections.GetAsync(plan.Key.Cluster, cancellationToken);
            var call = new EnvironmentCall(plan, fence, new ClusterApi(connection, plan.Target.Namespace), pacer);
            var manifests = await documents.ReadAsync(plan, cancellationToken);
            return await new WorkersEffect(call, order, manifests).RunAsync(cancellationToken);
        });
}
