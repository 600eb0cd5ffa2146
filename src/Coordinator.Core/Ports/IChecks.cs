using Coordinator.Core.Plans;

namespace Coordinator.Core.Ports;

/// <summary>
/// One-time validations. A check that does not hold is a result, not an exception; run again with the same turn, a Job is found
/// again and anything else is asked anew.
/// </summary>
/// <exception cref="ClusterUnreachableException">The API does not answer; the outcome is unknown.</exception>
public interface IChecks
{
    /// <summary>Runs a check with all its attempts. Refuses where another owner or a higher turn has its Job.</summary>
    Task<PortResult<CheckReport>> RunAsync(EnvironmentPlan plan, Fence fence, CheckOrder order, CancellationToken cancellationToken);
}
