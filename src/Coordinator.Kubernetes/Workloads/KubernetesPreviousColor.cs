using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>The colour that served before, in its cluster.</summary>
internal sealed class KubernetesPreviousColor(ClusterConnections connections, Pacer pacer) : IPreviousColor
{
    /// <inheritdoc />
    public Task<PortResult<WorkloadReport>> FollowAsync(
        EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) =>
        PortBoundary.RunAsync(async () =>
        {
            var connection = await connections.GetAsync(plan.Key.Cluster, cancellationToken);
            var call = new EnvironmentCall(plan, fence, new ClusterApi(connection, plan.Target.Namespace), pacer);
            return await new FollowEffect(call, order).RunAsync(cancellationToken);
        });
}
