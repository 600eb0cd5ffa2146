using Coordinator.Core.Plans;

namespace Coordinator.Core.Ports;

/// <summary>Looks at a cluster before a release touches it. Reads only.</summary>
public interface IPreflight
{
    /// <summary>Runs every check of <see cref="EnvironmentPlan.Preflight"/> and reads the colours.</summary>
    /// <exception cref="ClusterUnreachableException">The API does not answer.</exception>
    /// <exception cref="ClusterAccessException">There is no way to it.</exception>
    Task<PreflightReport> RunAsync(EnvironmentPlan plan, CancellationToken cancellationToken);
}
