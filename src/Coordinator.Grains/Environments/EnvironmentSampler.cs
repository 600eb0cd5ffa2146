using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Analysis.Controls;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Grains.Actors;

namespace Coordinator.Grains.Environments;

/// <summary>Looks at an environment's traffic and measures its health. What fails is told by <see cref="Sampled.Fault"/>.</summary>
internal sealed class EnvironmentSampler(ActorServices services, IMetricSource metrics, ITrafficRouter router)
{
    /// <summary>Wall time that a look waits for the measurement that began with it, to be one row with it.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(1);

    private readonly ControlSampler controls = new(services, metrics, router);

    /// <summary>Reads the traffic object and the endpoints.</summary>
    public async Task<Sampled> LookAsync(EnvironmentPlan plan, EnvironmentState asked, CancellationToken cancellationToken)
    {
        var began = services.Clock.Now;
        try
        {
            var traffic = await router.ObserveAsync(plan, cancellationToken);
            return new(services.Clock.Now, asked.Turn, [], traffic, LookedAt: began);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return new(services.Clock.Now, asked.Turn, [], null, fault.Message);
        }
    }

    /// <summary>Reads all metrics that are due, of all colours and environments that they are compared with, at once.</summary>
    public async Task<Sampled> MeasureAsync(EnvironmentPlan plan, EnvironmentState asked, CancellationToken cancellationToken)
    {
        try
        {
            var wanted = HealthJudge.Due(plan, asked.Analysis, services.Clock.Now);
            var fresh = metrics.SampleAsync(plan, asked.Colors!.Preview, wanted, cancellationToken);
            var comparing = CompareAsync(plan, asked, cancellationToken);
            var beside = MeasureOldAsync(plan, asked, wanted, cancellationToken);
            var untouched = MeasureControlsAsync(asked, wanted, cancellationToken);
            await Task.WhenAll(fresh, comparing, beside, untouched);
            return new(services.Clock.Now, asked.Turn, await fresh, null, Compared: await comparing, Old: await beside, Controls: await untouched);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return new(services.Clock.Now, asked.Turn, [], null, fault.Message);
        }
    }

    /// <summary>Whether a measurement is done soon enough to be told with the look that began with it. If not the look goes first: users
    /// who reach no pod do not wait for a source that is slow.</summary>
    public async Task<bool> IsSoonDoneAsync(Task<Sampled> measurement)
    {
        try
        {
            await measurement.WaitAsync(services.Clock.FromWall(Together), services.Clock.Time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>A look and a measurement as one sample; where the cluster did not answer one of them, that alone is told.</summary>
    public static Sampled Join(Sampled look, Sampled measured) => (look.Fault ?? measured.Fault) is null
        ? measured with { Traffic = look.Traffic, LookedAt = look.LookedAt }
        : look.Fault is null ? measured : look;

    /// <summary>Reads the old colour too, while it has users: what strikes both alike is not the release's doing.</summary>
    private async Task<ImmutableArray<MetricReading>?> MeasureOldAsync(
        EnvironmentPlan plan, EnvironmentState asked, ImmutableArray<MetricSpec> wanted, CancellationToken cancellationToken)
    {
        var either = HealthJudge.OfEitherColor(wanted);
        return asked is { WeightPercent: > 0 and < 100, Colors.Active: { } active } && !either.IsEmpty
            ? await metrics.SampleAsync(plan, active, either, cancellationToken)
            : null;
    }

    /// <summary>Once it is Live nothing is left to excuse: its own baseline is the new version.</summary>
    private Task<ImmutableArray<ControlReading>?> MeasureControlsAsync(
        EnvironmentState asked, ImmutableArray<MetricSpec> wanted, CancellationToken cancellationToken) =>
        asked.Phase is EnvironmentPhase.Live
            ? Task.FromResult<ImmutableArray<ControlReading>?>(null)
            : controls.SampleAsync(asked.Analysis.Controls, wanted, cancellationToken);

    /// <summary>Reads both colours at once, where that is due.</summary>
    private async Task<ComparedReadings?> CompareAsync(EnvironmentPlan plan, EnvironmentState asked, CancellationToken cancellationToken)
    {
        if (RegressionJudge.NextDue(plan, asked) is not { } due || due > services.Clock.Now || asked.Colors is not { Active: { } active, Preview: var preview })
        {
            return null;
        }

        var compared = RegressionJudge.Metrics(plan);
        var old = metrics.SampleAsync(plan, active, compared, cancellationToken);
        var fresh = metrics.SampleAsync(plan, preview, compared, cancellationToken);
        await Task.WhenAll(old, fresh);
        return new(await old, await fresh);
    }
}
