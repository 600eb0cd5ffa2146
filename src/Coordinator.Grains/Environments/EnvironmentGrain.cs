using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
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
    private readonly UnderWay underWay = new();
    private EnvironmentSampler? sampler;
    private long reported;
    private bool reporting;
    private bool sampling;
    private int starting;
    private bool? toldUnreachable;
    private bool began;

    public async Task<EnvironmentReport> CommandAsync(string release, ImmutableArray<EnvironmentDirective> directives)
    {
        if (directives.Any(directive => directive.Kind is DirectiveKind.Start))
        {
            await StartAsync(release, directives);
        }
        else
        {
            await TakeAllAsync(release, directives);
        }

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
        TellCluster();
        Sample(plan);
        var self = this.AsReference<IEnvironmentGrain>();
        SetAlarm(Earliest(EnvironmentDeadlines.Of(plan, State), NextSample(plan)), () => self.WakeAsync());
        NoteDue(plan);
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

    private static DateTimeOffset? Earliest(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null ? right : right is null || left < right ? left : right;

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

    private EnvironmentSampler Sampler => sampler ??= new(Services, metrics, router);

    private DateTimeOffset? NextSample(EnvironmentPlan plan) =>
        sampling ? null : EnvironmentDeadlines.NextSample(plan, State, underWay.Metrics, underWay.IsComparing);

    private void Sample(EnvironmentPlan plan)
    {
        if (NextSample(plan) is { } due && due <= Clock.Now)
        {
            sampling = true;
            SampleAsync(plan, State).Ignore();
        }
    }

    /// <summary>Looks at the traffic and measures what is due. A measurement that takes longer tells its result later.</summary>
    private async Task SampleAsync(EnvironmentPlan plan, EnvironmentState asked)
    {
        try
        {
            var begun = Sampler.Begin(plan, asked, underWay, stopping.Token);
            var look = await Sampler.LookAsync(plan, asked, stopping.Token);
            var (sampled, late) = await Sampler.JoinAsync(look, begun);
            foreach (var one in late)
            {
                underWay.Add(one);
                FinishAsync(one).Ignore();
            }

            await TakeAsync(sampled);
        }
        finally
        {
            sampling = false;
        }

        OnDecided();
    }

    private async Task FinishAsync(Measuring one)
    {
        try
        {
            await TakeAsync(await one.Task);
        }
        finally
        {
            underWay.Remove(one);
        }

        OnDecided();
    }
}
