using Coordinator.Core.Plans;

namespace Coordinator.Core.Ports;

/// <summary>Keeps the colour that served before able to take all users again.</summary>
/// <exception cref="ClusterUnreachableException">The API does not answer; the outcome is unknown.</exception>
public interface IPreviousColor
{
    /// <summary>
    /// Brings <see cref="ColorOrder.Preview"/>, the previous colour, up to the current replicas of
    /// <see cref="ColorOrder.Active"/>, the one that serves; never down. Autoscalers of the previous colour get that count as
    /// their minimum, those of the serving one their own minimum back. Does not wait for the pods.
    /// </summary>
    Task<PortResult<WorkloadReport>> FollowAsync(EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken);
}
