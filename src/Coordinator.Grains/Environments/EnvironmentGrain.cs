using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Analysis.Controls;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;
using Coordinator.Core.Reports;
using Coordinator.Core.Views;
using Coordinator.Grains.Actors;

namespace Coordinator.Grains.Environments;

internal sealed partial class EnvironmentGrain(
    [PersistentState("state")] IPersistentState<ActorRecord<EnvironmentState, EnvironmentEvent>> storage,
    ActorServices services,
    EnvironmentEffects effects,
    IMetricSource metrics,
    ITrafficRouter router)
    : ActorGrain<EnvironmentPlan, EnvironmentState, EnvironmentEvent>(storage, new EnvironmentMachine(), services), IEnvironmentGrain
{
    private readonly CancellationTokenSource stopping = new();
    private (long Turn, CancellationTokenSource Cancel)? running;
    private RegistryEntry? entry;
    private ControlSampler? controlSampler;
    private long reported;
    private bool reporting;
    private bool sampling;
    private bool began;

    public async Task<EnvironmentReport> CommandAsync(string release, ImmutableArray<EnvironmentDirective> directives)
    {
        if (directives.Any(directive => directive.Kind is DirectiveKind.Start))
        {
            await Entry.SetDueAsync(Clock.Now, Key);
            await KeepOutcomeAsync(release);
        }

        await Task.WhenAll(directives.Select(directive => TakeAsync(directive.ToCommand(release, Clock.Now))));
        return EnvironmentReport.Of(State, Sequence);
    }

    public Task<EnvironmentReport> ReportAsync() => Task.FromResult(EnvironmentReport.Of(State, Sequence));

    public Task<EnvironmentView> ViewAsync() => Task.FromResult(EnvironmentView.Of(Context, State, Sequence));

    public Task<EnvironmentOutcome?> OutcomeAsync() => Task.FromResult(Outcome);

    public async Task WakeAsync()
    {
        if (Context is { } plan && EnvironmentDeadlines.Of(plan, State) is { } deadline && deadline <= Clock.Now)
        {
            await TakeAsync(new TimePassed(Clock.Now));
        }

        OnDecided();
    }

    protected override void OnDecided()
    {
        if (Context is not { } plan)
        {
            return;
        }

        // What is pending when the grain begins was begun in an earlier life.
        Perform(plan);
        began = true;
        Report(plan);
        Sample(plan);
        var (deadline, sample) = (EnvironmentDeadlines.Of(plan, State), EnvironmentDeadlines.NextSample(plan, State));
        var self = this.AsReference<IEnvironmentGrain>();
        SetAlarm(Earliest(deadline, sampling ? null : sample), () => self.WakeAsync());
        var isFinished = deadline is null && sample is null && State.Pending is null && State.Phase.IsEnded();
        Entry.SetDueAsync(isFinished ? null : Clock.Now, Key).Ignore();
    }

    protected override void OnStopped()
    {
        stopping.Cancel();
        running?.Cancel.Cancel();
    }

    /// <summary>
    /// The store is silent. A rollback does not wait for it: its turn was reserved by the write that moved the users, and the
    /// next activation finds it on the object. It is bound to no activation, since this one may end with the store.
    /// </summary>
    protected override void OnUnwritten(EnvironmentState decided)
    {
        if (decided.Pending is RestoreTraffic restore && running?.Turn != restore.Turn && Context is { } plan)
        {
            LogUnpersisted(Services.Logger, Key, restore.Turn);
            running?.Cancel.Cancel();
            var cancel = new CancellationTokenSource();
            running = (restore.Turn, cancel);
            RollBackUnpersistedAsync(plan, restore).Ignore();
        }
    }

    private async Task RollBackUnpersistedAsync(EnvironmentPlan plan, RestoreTraffic restore)
    {
        var answer = await new UnpersistedRollback(effects, Clock, Services.Logger).RunAsync(plan, restore);
        if (answer is not null)
        {
            // The write may only have been slow: then its state waits for this answer. Behind a write that failed it is lost.
            await TakeAsync(answer);
        }
        else
        {
            running = null;
            OnDecided();
        }
    }

    private RegistryEntry Entry => entry ??= new(Services.Registry, RegistryKinds.Environment, GrainKeys.Bare(Key));

    private static DateTimeOffset? Earliest(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null ? right : right is null || left < right ? left : right;

    private EnvironmentOutcome? Outcome => Context is { } plan && State.Release is not null ? EnvironmentOutcome.Of(plan, State) : null;

    /// <summary>Before another release may take the environment: its state forgets what became of this one, the report must not.</summary>
    private async Task KeepOutcomeAsync(string next)
    {
        if (Outcome is { } outcome && outcome.Release != next)
        {
            var row = new RegistryEntry(Services.Registry, RegistryKinds.Outcome, EnvironmentOutcome.NameOf(outcome.Release, outcome.Key));
            await row.WriteAsync(null, _ => Core.CoreJson.Write(outcome));
        }
    }

    /// <summary>Begins the pending effect where it is not running yet, and ends the one that it replaced.</summary>
    private void Perform(EnvironmentPlan plan)
    {
        if (running?.Turn == State.Pending?.Turn)
        {
            return;
        }

        running?.Cancel.Cancel();
        running = null;
        if (State.Pending is { } effect)
        {
            var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
            running = (effect.Turn, cancel);
            PerformAsync(plan, effect, isAgain: !began, cancel.Token).Ignore();
        }
    }

    private async Task PerformAsync(EnvironmentPlan plan, EnvironmentEffect effect, bool isAgain, CancellationToken cancellationToken)
    {
        for (var attempt = 0; !cancellationToken.IsCancellationRequested; attempt++)
        {
            EnvironmentEvent answer;
            try
            {
                answer = await effects.PerformAsync(plan, effect, cancellationToken, isAgain || attempt > 0);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogFault(Services.Logger, Key, effect.GetType().Name, effect.Turn, fault.Message);
                answer = new EffectFaulted(Clock.Now, effect.Turn, fault.Message);
            }

            await TakeAsync(answer);
            if (answer is not EffectFaulted)
            {
                return;
            }

            await Task.Delay(Backoff.After(attempt, Clock), Clock.Time, cancellationToken);
        }
    }

    private void Report(EnvironmentPlan plan)
    {
        if (reporting || reported == Sequence || State.Release is null)
        {
            return;
        }

        reporting = true;
        ReportAsync(plan.Region).Ignore();
    }

    /// <summary>Sends the newest report. One that fails is sent again with the next sample, or when the region asks.</summary>
    private async Task ReportAsync(string region)
    {
        try
        {
            while (reported != Sequence && State.Release is { } release)
            {
                var sent = Sequence;
                await GrainFactory.GetGrain<IRegionGrain>(GrainKeys.Region(release, region)).ReportAsync(EnvironmentReport.Of(State, sent));
                reported = sent;
            }
        }
        finally
        {
            reporting = false;
        }
    }

    private void Sample(EnvironmentPlan plan)
    {
        if (!sampling && EnvironmentDeadlines.NextSample(plan, State) is { } due && due <= Clock.Now)
        {
            sampling = true;
            SampleAsync(plan, State).Ignore();
        }
    }

    /// <summary>Reads the old colour's counters too, while it has users: what strikes both alike is not the release's doing.</summary>
    private async Task<ImmutableArray<MetricReading>?> MeasureOldAsync(
        EnvironmentPlan plan, EnvironmentState asked, ImmutableArray<MetricSpec> wanted)
    {
        ImmutableArray<MetricSpec> counters = [.. wanted.Where(metric => metric.Scrape is { Url: null })];
        return asked is { WeightPercent: > 0 and < 100, Colors.Active: { } active } && !counters.IsEmpty
            ? await metrics.SampleAsync(plan, active, counters, stopping.Token)
            : null;
    }

    /// <summary>Once it is Live nothing is left to excuse: its own baseline is the new version.</summary>
    private Task<ImmutableArray<ControlReading>?> MeasureControlsAsync(EnvironmentState asked, ImmutableArray<MetricSpec> wanted) =>
        asked.Phase is EnvironmentPhase.Live
            ? Task.FromResult<ImmutableArray<ControlReading>?>(null)
            : (controlSampler ??= new(Services, metrics, router)).SampleAsync(asked.Analysis.Controls, wanted, stopping.Token);

    /// <summary>Reads both colours at once, where that is due.</summary>
    private async Task<ComparedReadings?> CompareAsync(EnvironmentPlan plan, EnvironmentState asked)
    {
        if (RegressionJudge.NextDue(plan, asked) is not { } due || due > Clock.Now || asked.Colors is not { Active: { } active, Preview: var preview })
        {
            return null;
        }

        var compared = RegressionJudge.Metrics(plan);
        var old = metrics.SampleAsync(plan, active, compared, stopping.Token);
        var fresh = metrics.SampleAsync(plan, preview, compared, stopping.Token);
        return new(await old, await fresh);
    }

    private async Task SampleAsync(EnvironmentPlan plan, EnvironmentState asked)
    {
        Sampled sampled;
        var lookedAt = Clock.Now;
        try
        {
            var wanted = HealthJudge.Due(plan, asked.Analysis, Clock.Now);
            var measuring = metrics.SampleAsync(plan, asked.Colors!.Preview, wanted, stopping.Token);
            var looking = router.ObserveAsync(plan, stopping.Token);
            var comparing = CompareAsync(plan, asked);
            var beside = MeasureOldAsync(plan, asked, wanted);
            var controls = MeasureControlsAsync(asked, wanted);
            await Task.WhenAll(measuring, looking, comparing, beside, controls);
            sampled = new(Clock.Now, asked.Turn, await measuring, await looking, LookedAt: lookedAt, Compared: await comparing,
                Old: await beside, Controls: await controls);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            sampled = new(Clock.Now, asked.Turn, [], null, fault.Message);
        }

        try
        {
            await TakeAsync(sampled);
        }
        finally
        {
            sampling = false;
        }

        OnDecided();
    }
}
