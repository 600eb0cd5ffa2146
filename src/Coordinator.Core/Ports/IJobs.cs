using Coordinator.Core.Plans;

namespace Coordinator.Core.Ports;

/// <summary>
/// Kubernetes Jobs of a release. A run is found again by its name: however often it is asked for with the same turn, it runs
/// once. A Job is created suspended, so that a stale owner's creation does nothing, and set free by a conditional patch.
/// </summary>
/// <exception cref="ClusterUnreachableException">The API does not answer; the outcome is unknown.</exception>
public interface IJobs
{
    /// <summary>Runs a Job to its end or to the order's deadline. Refuses where another owner or a higher turn has it.</summary>
    Task<PortResult<JobReport>> RunAsync(EnvironmentPlan plan, Fence fence, JobOrder order, CancellationToken cancellationToken);

    /// <summary>What an environment's cluster has of a Job. Refuses with <see cref="RefusalKind.Missing"/> where it has none.</summary>
    /// <param name="plan">The environment.</param>
    /// <param name="owner">Who owns the Job.</param>
    /// <param name="step">What it is for, as in its order.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<PortResult<JobTrace>> FindAsync(EnvironmentPlan plan, string owner, string step, CancellationToken cancellationToken);

    /// <summary>Removes the owner's Jobs of the plan's release with their pods, those that still run included.</summary>
    /// <param name="plan">The environment.</param>
    /// <param name="fence">Owner and turn.</param>
    /// <param name="withOnce">Whether those go too whose success counts for a later attempt of the release.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<PortResult<WorkloadReport>> RemoveAsync(
        EnvironmentPlan plan, Fence fence, bool withOnce, CancellationToken cancellationToken);
}
