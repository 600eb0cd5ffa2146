using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Analysis.Controls;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Grains.Actors;

namespace Coordinator.Grains.Environments;

/// <summary>Looks at an environment's traffic and measures its health. Only the look tells that a cluster does not answer; a source that
/// does not has no data.</summary>
internal sealed class EnvironmentSampler(ActorServices services, IMetricSource metrics, ITrafficRouter router)
{
    /// <summary>Wall time that a look waits for the measurements that began with it, to be one row with them.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly ControlSampler controls = new(services, metrics, router);

    /// <summary>Reads the traffic object and the endpoints.</summary>
    public async Task<Sampled> LookAsync(EnvironmentPlan plan, EnvironmentState asked, CancellationToken cancellationToken)
    {
        var began = services.Clock.Now;
        try
        {
            var traffic = await router.ObserveAsync(plan, cancellationToken);
            return new(services.Clock.Now, asked.Turn, [], traffic, LookedAt: began, MeasuredFrom: began);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return new(services.Clock.Now, asked.Turn, [], null, fault.Message);
        }
    }

    /// <summary>Begins to measure what is due and not under way yet, each source by itself: one that is slow holds up no other.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="asked">The state that asks.</param>
    /// <param name="underWay">What is under way.</param>
    /// <param name="cancellationToken">Ends them.</param>
    public ImmutableArray<Measuring> Begin(EnvironmentPlan plan, EnvironmentState asked, UnderWay underWay, CancellationToken cancellationToken)
    {
        var begun = ImmutableArray.CreateBuilder<Measuring>();
        var due = HealthJudge.Due(plan, asked.Analysis, services.Clock.Now).Where(metric => !underWay.Metrics.Contains(metric.Name));
        foreach (var source in due.GroupBy(SourceOf, StringComparer.Ordinal))
        {
            ImmutableArray<MetricSpec> wanted = [.. source];
            begun.Add(new([.. wanted.Select(metric => metric.Name)], false, MeasureAsync(plan, asked, wanted, cancellationToken)));
        }

        if (!underWay.IsComparing && RegressionJudge.NextDue(plan, asked) is { } compare && compare <= services.Clock.Now)
        {
            begun.Add(new([], true, CompareAsync(plan, asked, cancellationToken)));
        }

        return begun.ToImmutable();
    }

    /// <summary>The look with the measurements that are done soon after it. It does not wait for those that are slow: users who reach no pod
    /// do not either.</summary>
    /// <returns>The sample, and the measurements that are still under way.</returns>
    public async Task<(Sampled Sampled, ImmutableArray<Measuring> Late)> JoinAsync(Sampled look, ImmutableArray<Measuring> begun)
    {
        try
        {
            await Task.WhenAll(begun.Select(one => one.Task)).WaitAsync(services.Clock.FromWall(LongestWait), services.Clock.Time);
        }
        catch (TimeoutException)
        {
            // The look goes first.
        }

        var done = begun.Where(one => one.Task.IsCompletedSuccessfully).ToImmutableArray();
        var sampled = look;
        foreach (var one in look.Fault is null ? done : [])
        {
            var measured = await one.Task;
            sampled = sampled with
            {
                At = services.Clock.Now,
                Readings = [.. sampled.Readings, .. measured.Readings],
                Compared = sampled.Compared ?? measured.Compared,
                Old = measured.Old is { } old ? [.. sampled.Old ?? [], .. old] : sampled.Old,
                Controls = ControlReading.Joined(sampled.Controls, measured.Controls),
            };
        }

        return (sampled, begun.RemoveRange(done));
    }

    /// <summary>Metrics of the cluster's pods are read together, as are queries of one server.</summary>
    private static string SourceOf(MetricSpec metric) => metric switch
    {
        { Scrape.Url: { } url } => $"scrape {url}",
        { Prometheus: { } query } => $"prometheus {query.Url}",
        { Probe: not null } => $"probe {metric.Name}",
        _ => "pods",
    };

    /// <summary>Reads metrics of the new colour, and of whatever they are compared with.</summary>
    private async Task<Sampled> MeasureAsync(
        EnvironmentPlan plan, EnvironmentState asked, ImmutableArray<MetricSpec> wanted, CancellationToken cancellationToken)
    {
        var began = services.Clock.Now;
        var fresh = ReadAsync(plan, asked.Colors!.Preview, wanted, cancellationToken);
        var either = asked is { WeightPercent: > 0 and < 100, Colors.Active: not null } ? HealthJudge.OfEitherColor(wanted) : [];
        var beside = either.IsEmpty ? null : ReadAsync(plan, asked.Colors.Active!.Value, either, cancellationToken);
        var untouched = MeasureControlsAsync(asked, wanted, cancellationToken);
        await Task.WhenAll(fresh, beside ?? fresh, untouched);
        return new(
            services.Clock.Now, asked.Turn, await fresh, null,
            Old: beside is null ? null : await beside, Controls: await untouched, MeasuredFrom: began);
    }

    /// <summary>Once it is Live nothing is left to excuse: its own baseline is the new version.</summary>
    private Task<ImmutableArray<ControlReading>?> MeasureControlsAsync(
        EnvironmentState asked, ImmutableArray<MetricSpec> wanted, CancellationToken cancellationToken) =>
        asked.Phase is EnvironmentPhase.Live
            ? Task.FromResult<ImmutableArray<ControlReading>?>(null)
            : controls.SampleAsync(asked.Analysis.Controls, wanted, cancellationToken);

    /// <summary>Reads both colours at once.</summary>
    private async Task<Sampled> CompareAsync(EnvironmentPlan plan, EnvironmentState asked, CancellationToken cancellationToken)
    {
        var began = services.Clock.Now;
        var compared = RegressionJudge.Metrics(plan);
        var old = ReadAsync(plan, asked.Colors!.Active!.Value, compared, cancellationToken);
        var fresh = ReadAsync(plan, asked.Colors.Preview, compared, cancellationToken);
        await Task.WhenAll(old, fresh);
        return new(services.Clock.Now, asked.Turn, [], null, Compared: new(await old, await fresh), MeasuredFrom: began);
    }

    /// <summary>Readings of a colour; whatever goes wrong is the source's.</summary>
    private async Task<ImmutableArray<MetricReading>> ReadAsync(
        EnvironmentPlan plan, Color color, ImmutableArray<MetricSpec> wanted, CancellationToken cancellationToken)
    {
        try
        {
            var read = await metrics.SampleAsync(plan, color, wanted, cancellationToken);
            // A sample may wait for others; downtime is between the probes themselves.
            return [.. read.Select(reading => reading is ProbeReading probe ? probe with { EndedAt = services.Clock.Now } : reading)];
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return [.. wanted.Select(metric => new FaultReading(metric.Name, NoDataCause.SourceDead, fault.Message))];
        }
    }
}
