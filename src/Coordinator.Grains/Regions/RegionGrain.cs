using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Jobs;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;
using Coordinator.Core.Regions;
using Coordinator.Core.Views;
using Coordinator.Grains.Actors;
using Coordinator.Grains.Jobs;

namespace Coordinator.Grains.Regions;

internal sealed class RegionGrain(
    [PersistentState("state")] IPersistentState<ActorRecord<RegionState, RegionEvent>> storage, ActorServices services, IJobs jobs)
    : ActorGrain<object, RegionState, RegionEvent>(storage, new RegionMachine(), services), IRegionGrain
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AskAgainWall = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> busy = new(StringComparer.Ordinal);
    private long reported;
    private bool reporting;
    private DateTimeOffset? askAt;
    private SharedJobRunner? runner;

    public async Task<ImmutableArray<EnvironmentReport>> DirectAsync(
        string release, Scope rollbackScope, ImmutableArray<AddressedDirective> directives)
    {
        await TakeAsync(new DirectivesReceived(Clock.Now, release, rollbackScope, directives));
        return Reports();
    }

    public Task ReportAsync(EnvironmentReport report) => TakeAsync(new ReportsReceived(Clock.Now, [report]));

    public async Task WakeAsync()
    {
        askAt = null;
        if (SharedJobs.Running(State.Jobs) is not null)
        {
            await TakeAsync(new RegionTimePassed(Clock.Now));
        }

        foreach (var key in State.Members.Where(member => !IsSettled(member.Value)).Select(member => member.Key).ToList())
        {
            TellAsync(key).Ignore();
        }

        Report();
        SetWake();
    }

    protected override void OnDecided()
    {
        Runner.Perform(SharedJobs.Running(State.Jobs));
        foreach (var (key, member) in State.Members)
        {
            if (!member.Open.IsEmpty)
            {
                TellAsync(key).Ignore();
            }
        }

        Report();
        SetWake();
    }

    private void Report()
    {
        if (!reporting && reported != Sequence && State.Release.Length > 0)
        {
            reporting = true;
            ReportAsync().Ignore();
        }
    }

    private async Task ReportAsync()
    {
        try
        {
            while (reported != Sequence)
            {
                var sent = Sequence;
                await GrainFactory.GetGrain<IReleaseGrain>(GrainKeys.Release(State.Release)).ReportAsync(Reports());
                reported = sent;
            }
        }
        finally
        {
            reporting = false;
            SetWake();
        }
    }

    protected override void OnStopped()
    {
        runner?.Dispose();
        busy.Clear();
    }

    private SharedJobRunner Runner => runner ??= new(
        Key, jobs, Services, (job, end) => TakeAsync(new RegionJobEnded(end.At, job.Name, job.Turn, end)));

    private static bool IsSettled(RegionMember member) => member is { Open.IsEmpty: true, Report: { } report } && report.Phase.IsEnded();

    private void SetWake()
    {
        var self = this.AsReference<IRegionGrain>();
        // Decisions in between must not put off the next asking.
        var isSettled = State.Members.Values.All(IsSettled) && reported == Sequence && SharedJobs.Running(State.Jobs) is null;
        askAt = isSettled ? null : askAt ?? Clock.Now + Clock.AtLeastWall(AskAgain, AskAgainWall);
        SetAlarm(askAt, () => self.WakeAsync());
    }

    private ImmutableArray<EnvironmentReport> Reports() =>
        [.. State.Members.Values.Select(member => member.Report).OfType<EnvironmentReport>()];

    /// <summary>Sends an environment what it has not confirmed and takes its answer. One call at a time for each.</summary>
    private async Task TellAsync(string key)
    {
        if (!busy.Add(key))
        {
            return;
        }

        try
        {
            var grain = GrainFactory.GetGrain<IEnvironmentGrain>(GrainKeys.Of(EnvironmentKey.Parse(key)));
            for (var told = 0; told < 10; told++)
            {
                var open = State.Members[key].Open;
                var report = await grain.CommandAsync(State.Release, open);
                await TakeAsync(new ReportsReceived(Clock.Now, [report]));
                if (State.Members[key].Open.IsEmpty || State.Members[key].Open.SequenceEqual(open))
                {
                    break;
                }
            }
        }
        finally
        {
            busy.Remove(key);
        }
    }
}
