using Coordinator.Core.Plans;

namespace Coordinator.Core.Ports;

/// <summary>
/// Directs users between the colours. Every write is conditional on the resourceVersion read with the fence, stamps owner, turn
/// and active colour in the same patch, and is read back with the EndpointSlices.
/// </summary>
/// <exception cref="ClusterUnreachableException">The API does not answer; the outcome is unknown.</exception>
public interface ITrafficRouter
{
    /// <summary>What users are directed to now.</summary>
    Task<TrafficObservation> ObserveAsync(EnvironmentPlan plan, CancellationToken cancellationToken);

    /// <summary>Gives the colour its weight, where it has ready pods for it. Refuses when the object was changed by someone
    /// else since the turn before.</summary>
    Task<PortResult<TrafficObservation>> ShiftAsync(EnvironmentPlan plan, Fence fence, TrafficOrder order, CancellationToken cancellationToken);

    /// <summary>
    /// Sends all users to <see cref="TrafficOrder.To"/>, the previous colour (null: selector <c>none</c>, after a failed first
    /// install). Stamps the previous Deployment first, so that a scale-down still under way fails; then patches the traffic
    /// object, even one that looks right. A previous colour that is not ready is scaled up and users stay until it is, unless
    /// the colour they are on has no ready pod.
    /// </summary>
    Task<PortResult<TrafficObservation>> RestoreAsync(EnvironmentPlan plan, Fence fence, TrafficOrder order, CancellationToken cancellationToken);
}
