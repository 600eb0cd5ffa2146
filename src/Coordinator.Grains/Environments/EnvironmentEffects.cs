using System.Collections.Immutable;
using Coordinator.Core;
using Coordinator.Core.Analysis;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;

namespace Coordinator.Grains.Environments;

/// <summary>Performs an environment's effects through the ports and turns what they answer into events.</summary>
public sealed class EnvironmentEffects(
    CoordinatorClock clock, IPreflight preflight, IWorkloads workloads, IPreviousColor previous, IWorkers workers, ITrafficRouter router,
    IJobs jobs, IChecks checks, IMetricSource metrics)
{
    /// <summary>Wall time that reading before the first shift may take: users do not wait for what can't be read.</summary>
    private static readonly TimeSpan BaselineLimit = TimeSpan.FromSeconds(2);

    /// <summary>JSON of a colour's readings at most: they stand in the journal's row of the shift, which has a limit of its own.</summary>
    private const int MostBaselineCharacters = 64 * 1024;

    /// <summary>Performs an effect to its end.</summary>
    /// <param name="plan">The environment.</param>
    /// <param name="effect">What is to be done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="isAgain">Whether an earlier performance may have begun and was cut off.</param>
    /// <exception cref="ClusterUnreachableException">The cluster does not answer: perform it again.</exception>
    /// <exception cref="ClusterAccessException">There is no way to the cluster: perform it again once there is.</exception>
    public Task<EnvironmentEvent> PerformAsync(EnvironmentPlan plan, EnvironmentEffect effect, CancellationToken cancellationToken, bool isAgain = false)
    {
        var fence = new Fence(plan.Owner, effect.Turn);
        return effect switch
        {
            RunPreflight => PreflightAsync(plan, effect, cancellationToken),
            PrepareTarget prepare => Work(effect, workloads.PrepareAsync(plan, fence, prepare.Order, cancellationToken)),
            AdoptWorkload adopt => Work(effect, workloads.AdoptAsync(plan, fence, adopt.Order, cancellationToken)),
            RunPrepareJob job => PrepareJobAsync(plan, fence, job, cancellationToken),
            DeployPreview deploy => Work(effect, workloads.DeployAsync(plan, fence, deploy.Order, cancellationToken)),
            RunChecks check => CheckAsync(plan, fence, check, isAgain, cancellationToken),
            EnsureCapacity capacity => Work(effect, workloads.EnsureCapacityAsync(plan, fence, capacity.Order, cancellationToken)),
            ShiftTraffic shift => ShiftAsync(plan, fence, shift, cancellationToken),
            RestoreTraffic restore => Traffic(
                effect, router.RestoreAsync(plan, fence, restore.Order, cancellationToken), (at, seen) => new TrafficRestored(at, restore.Turn, seen)),
            RemovePreview remove => CleanUpAsync(plan, fence, effect, remove.Order, cancellationToken),
            RetirePrevious retire => CleanUpAsync(plan, fence, effect, retire.Order, cancellationToken),
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

    private async Task<EnvironmentEvent> PrepareJobAsync(
        EnvironmentPlan plan, Fence fence, RunPrepareJob effect, CancellationToken cancellationToken)
    {
        var order = JobOrder.Prepare(plan, plan.Prepare[effect.Index], effect.Deadline, effect.Color);
        var result = await jobs.RunAsync(plan, fence, order, cancellationToken);
        return result.Value is { } report
            ? new PrepareJobEnded(
                clock.Now, effect.Turn, report.Outcome is JobOutcome.Succeeded, report.Message, report.Logs,
                IsUnknown: report.Outcome is JobOutcome.Unknown)
            : Refused(effect, result.Refusal!);
    }

    private async Task<EnvironmentEvent> CheckAsync(
        EnvironmentPlan plan, Fence fence, RunChecks effect, bool isAgain, CancellationToken cancellationToken)
    {
        var check = plan.ChecksOf(effect.Stage)[effect.Index];
        var deadline = effect.Deadline ?? clock.Now + CheckLimits.Total(plan.Limits, check);
        var order = new CheckOrder(effect.Stage, check, effect.Color, deadline, isAgain);
        var result = await checks.RunAsync(plan, fence, order, cancellationToken);
        return result.Value is { } report
            ? new CheckEnded(clock.Now, effect.Turn, report.Result, report.Logs)
            : Refused(effect, result.Refusal!);
    }

    /// <summary>The Jobs of checks go with the colour, those of <c>prepare</c> when no attempt can follow. What can't be removed ends by
    /// itself later: it is not worth a colour that goes on running.</summary>
    private async Task<EnvironmentEvent> CleanUpAsync(
        EnvironmentPlan plan, Fence fence, EnvironmentEffect effect, ColorOrder order, CancellationToken cancellationToken)
    {
        var scaled = await Work(effect, workloads.ScaleDownAsync(plan, fence, order, cancellationToken));
        if (plan.UsesJobs())
        {
            await jobs.RemoveAsync(plan, fence, withOnce: effect is RetirePrevious, cancellationToken);
        }

        return scaled;
    }

    private async Task<EnvironmentEvent> ShiftAsync(EnvironmentPlan plan, Fence fence, ShiftTraffic effect, CancellationToken cancellationToken)
    {
        ImmutableArray<MetricSpec> wanted = effect.IsFirst ? [.. plan.Analysis.Metrics.Where(metric => metric.Scrape is not null || metric.Workload is not null)] : [];
        var fresh = BaselineAsync(plan, effect.Order.To, wanted, cancellationToken);
        var old = BaselineAsync(plan, effect.Order.WeightPercent < 100 ? effect.Order.From : null, HealthJudge.OfEitherColor(wanted), cancellationToken);
        var (before, oldBefore) = (await fresh, await old);
        return await Traffic(
            effect, router.ShiftAsync(plan, fence, effect.Order, cancellationToken),
            (at, seen) => new TrafficShifted(at, effect.Turn, seen, before, oldBefore));
    }

    /// <summary>A colour's counters; null where they can't be read in time. Analysis then begins with its own first reading.</summary>
    private async Task<ImmutableArray<MetricReading>?> BaselineAsync(
        EnvironmentPlan plan, Color? color, ImmutableArray<MetricSpec> wanted, CancellationToken cancellationToken)
    {
        if (color is not { } preview || wanted.IsEmpty)
        {
            return null;
        }

        using var late = new CancellationTokenSource(clock.FromWall(BaselineLimit), clock.Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var read = await metrics.SampleAsync(plan, preview, wanted, ending.Token).WaitAsync(ending.Token);
            ImmutableArray<MetricReading> counters = [.. read.OfType<CounterReading>()];
            return CoreJson.Write(counters).Length <= MostBaselineCharacters ? counters : null;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
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
