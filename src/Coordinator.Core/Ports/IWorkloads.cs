using Coordinator.Core.Plans;

namespace Coordinator.Core.Ports;

/// <summary>
/// The coloured Deployments of an environment. Each call is one effect: repeated with the same turn it leaves the cluster as
/// once, and continues where it was. Objects with a higher turn are never written (<see cref="RefusalKind.StaleTurn"/>).
/// </summary>
/// <exception cref="ClusterUnreachableException">The API does not answer; the outcome is unknown.</exception>
public interface IWorkloads
{
    /// <summary>Namespace, coloured and shared configuration, derived Services, and the target Service, whose selector names
    /// the active colour or <c>none</c> afterwards.</summary>
    Task<PortResult<WorkloadReport>> PrepareAsync(EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken);

    /// <summary>Takes over the uncoloured Deployment as <see cref="ColorOrder.Active"/>: clone, ready, selected, then the
    /// uncoloured one to zero.</summary>
    Task<PortResult<WorkloadReport>> AdoptAsync(EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken);

    /// <summary>Applies the preview colour and waits until its rollout is complete or the deadline passed.</summary>
    Task<PortResult<WorkloadReport>> DeployAsync(EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken);

    /// <summary>Brings the preview colour to the full count (the larger of the manifest's and the active colour's current
    /// replicas, read now), or with router <c>replicas</c> and a weight below 100 to the count that gives this weight, and waits
    /// until it is ready or the deadline passed. Autoscalers of both colours get the serving colour's count as their minimum, so
    /// that neither shrinks while it has no users.</summary>
    Task<PortResult<WorkloadReport>> EnsureCapacityAsync(EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken);

    /// <summary>Scales <see cref="ColorOrder.Preview"/> to zero, after its request counter stood still for
    /// abortScaleDownDelay, and never while the selector names it. Autoscalers get their own minimum back.</summary>
    Task<PortResult<WorkloadReport>> ScaleDownAsync(EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken);
}
