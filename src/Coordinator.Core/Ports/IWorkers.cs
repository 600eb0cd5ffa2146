using Coordinator.Core.Plans;

namespace Coordinator.Core.Ports;

/// <summary>Deployments that stand behind no Service: what decides who works is replicas alone.</summary>
/// <exception cref="ClusterUnreachableException">The API does not answer; the outcome is unknown.</exception>
public interface IWorkers
{
    /// <summary>Scales the workers of <see cref="ColorOrder.Preview"/> to the full count and waits until they are ready or the
    /// deadline passed; then those of <see cref="ColorOrder.Active"/> to zero. In that order: work never lies idle.</summary>
    Task<PortResult<WorkloadReport>> SwitchAsync(EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken);
}
