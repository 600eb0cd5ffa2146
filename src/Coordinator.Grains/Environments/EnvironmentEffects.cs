using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;

namespace Coordinator.Grains.Environments;

/// <summary>Performs an environment's effects through the ports and turns what they answer into events.</summary>
public sealed class EnvironmentEffects(CoordinatorClock clock, IPreflight preflight, IWorkloads workloads, IPreviousColor previous, IWorkers workers, ITrafficRouter router)
{
    private const string NotSupportedYet = "not supported yet: {0}; the plan refuses it, so this release was planned by a newer version";

    /// <summary>Performs an effect to its end.</summary>
    /// <exception cref="ClusterUnreachableException">The cluster does not answer: perform it again.</exception>
    /// <exception cref="ClusterAccessException">There is no way to the cluster: perform it again once there is.</exception>
    public Task<EnvironmentEvent> PerformAsync(EnvironmentPlan plan, EnvironmentEffect effect, CancellationToken cancellationToken)
    {
        var fence = new Fence(plan.Owner, effect.Turn);
        return effect switch
        {
            RunPreflight => PreflightAsync(plan, effect, cancellationToken),
            PrepareTarget prepare => Work(effect, workloads.PrepareAsync(plan, fence, prepare.Order, cancellationToken)),
            AdoptWorkload adopt => Work(effect, workloads.AdoptAsync(plan, fence, adopt.Order, cancellationToken)),
            RunPrepareJob job => Task.FromResult<EnvironmentEvent>(
                new PrepareJobEnded(clock.Now, job.Turn, false, string.Format(null, NotSupportedYet, "prepare Jobs"))),
            DeployPreview deploy => Work(effect, workloads.DeployAsync(plan, fence, deploy.Order, cancellationToken)),
            RunChecks checks => Task.FromResult<EnvironmentEvent>(
                new ChecksEnded(clock.Now, checks.Turn, [string.Format(null, NotSupportedYet, "checks")])),
            EnsureCapacity capacity => Work(effect, workloads.EnsureCapacityAsync(plan, fence, capacity.Order, cancellationToken)),
            ShiftTraffic shift => Traffic(
                effect, router.ShiftAsync(plan, fence, shift.Order, cancellationToken), (at, seen) => new TrafficShifted(at, shift.Turn, seen)),
            RestoreTraffic restore => Traffic(
                effect, router.RestoreAsync(plan, fence, restore.Order, cancellationToken), (at, seen) => new TrafficRestored(at, restore.Turn, seen)),
            RemovePreview remove => Work(effect, workloads.ScaleDownAsync(plan, fence, remove.Order, cancellationToken)),
            RetirePrevious retire => Work(effect, workloads.ScaleDownAsync(plan, fence, retire.Order, cancellationToken)),
            SwitchWorkers turnover => Work(effect, workers.SwitchAsync(plan, fence, turnover.Order, cancellationToken)),
            FollowActive follow => Work(effect, previous.FollowAsync(plan, fence, follow.Order, cancellationToken)),
            _ => throw new InvalidOperationException($"nothing performs {effect.GetType().Name}"),
        };
    }

    private async Task<EnvironmentEvent> PreflightAsync(EnvironmentPlan plan, EnvironmentEffect effect, CancellationToken cancellationToken)
    {
        var report = await preflight.RunAsync(plan, cancellationToken);
        return new PreflightAnswered(clock.Now, effect.Turn, report);
    }

    private async Task<EnvironmentEvent> Work(EnvironmentEffect effect, Task<PortResult<WorkloadReport>> working)
    {
        var result = await working;
        return result.Value is { } report ? new WorkDone(clock.Now, effect.Turn, report) : Refused(effect, result.Refusal!);
    }

    private async Task<EnvironmentEvent> Traffic(
        EnvironmentEffect effect, Task<PortResult<TrafficObservation>> working, Func<DateTimeOffset, TrafficObservation, EnvironmentEvent> done)
    {
        var result = await working;
        return result.Value is { } seen ? done(clock.Now, seen) : Refused(effect, result.Refusal!);
    }

    private EffectRefused Refused(EnvironmentEffect effect, Refusal refusal) => new(clock.Now, effect.Turn, refusal);
}
