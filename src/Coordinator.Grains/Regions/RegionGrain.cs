using System.Collections.Immutable;
using Coordinator.Core;
using Coordinator.Core.Environments;
using Coordinator.Core.Jobs;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;
using Coordinator.Core.Regions;
using Coordinator.Core.Views;
using Coordinator.Grains.Actors;
using Coordinator.Grains.Environments;
using Coordinator.Grains.Jobs;

namespace Coordinator.Grains.Regions;

internal sealed class RegionGrain(
    [PersistentState("state")] IPersistentState<ActorRecord<RegionState, RegionEvent>> storage, ActorServices services, IJobs jobs)
    : ActorGrain<object, RegionState, RegionEvent>(storage, new RegionMachine(), services), IRegionGrain
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AskAgainWall = TimeSpan.FromSeconds(1);

    /// <summary>Of the reports in one call: a quarter of what a row of the journal takes, were each character four bytes.</summary>
    private const int MostCharacters = 1 << 18;

    private readonly HashSet<string> busy = new(StringComparer.Ordinal);

    /// <summary>Revisions of the reports that the release has heard.</summary>
    private readonly Dictionary<string, long> told = new(StringComparer.Ordinal);
    private bool reporting;
    private DateTimeOffset? askAt;
    private SharedJobRunner? runner;
    private EvidenceReader? evidence;

    public async Task DirectAsync(string release, Scope rollbackScope, ImmutableArray<AddressedDirective> directives)
    {
        await TakeAsync(new DirectivesReceived(Clock.Now, release, rollbackScope, directives));
        if (directives.IsEmpty)
        {
            told.Clear();
            Report();
        }
    }

    public Task ReportAsync(EnvironmentReport report) => TakeAsync(new ReportsReceived(Clock.Now, [report]));

    public async Task WakeAsync()
    {
        askAt = null;
        Evidence.Forget();
        if (SharedJobs.Running(State.Jobs) is not null)
        {
            await TakeAsync(new RegionTimePassed(Clock.Now));
        }

        foreach (var key in State.Members.Where(member => !IsSettled(member.Value)).Select(member => member.Key).ToList())
        {
            TellAsync(key).Ignore();
        }

        LookIntoSuspicion();
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

        LookIntoSuspicion();
        Report();
        SetWake();
    }

    private EvidenceReader Evidence => evidence ??= new(new(GrainFactory, Services), found => TakeAsync(new RegionEvidenceRead(Clock.Now, found)));

    private void LookIntoSuspicion() => Evidence.Perform(State.Release, RegionMachine.Suspected(State));

    private void Report()
    {
        if (!reporting && State.Release.Length > 0 && HasNews())
        {
            reporting = true;
            ReportAsync().Ignore();
        }
    }

    /// <summary>Tells the release what it has not heard, in parts of which each fits a row of its journal.</summary>
    private async Task ReportAsync()
    {
        try
        {
            while (NextNews() is { IsEmpty: false } news)
            {
                await GrainFactory.GetGrain<IReleaseGrain>(GrainKeys.Release(State.Release)).ReportAsync(news);
                foreach (var report in news)
                {
                    told[report.Key.ToString()] = report.Revision;
                }
            }
        }
        finally
        {
            reporting = false;
            SetWake();
        }
    }

    private bool HasNews() => State.Members.Any(IsNews);

    private bool IsNews(KeyValuePair<string, RegionMember> member) =>
        member.Value.Report is { } report && report.Revision > told.GetValueOrDefault(member.Key, -1);

    private ImmutableArray<EnvironmentReport> NextNews()
    {
        var news = ImmutableArray.CreateBuilder<EnvironmentReport>();
        var size = 0;
        foreach (var member in State.Members.Where(IsNews))
        {
            size += CoreJson.Write(member.Value.Report!).Length;
            if (news.Count > 0 && size > MostCharacters)
            {
                break;
            }

            news.Add(member.Value.Report!);
        }

        return news.ToImmutable();
    }

    protected override void OnStopped()
    {
        runner?.Dispose();
        busy.Clear();
    }

    private SharedJobRunner Runner => runner ??= new(
        Key, jobs, Services,
        new(jobs, Services, () => GrainFactory.GetGrain<IReleaseGrain>(GrainKeys.Release(State.Release)).PlannedAsync(State.Region)),
        (job, sought) => TakeAsync(new RegionJobSought(Clock.Now, job.Name, sought)),
        (job, end) => TakeAsync(new RegionJobEnded(end.At, job.Name, job.Turn, end)));

    private static bool IsSettled(RegionMember member) => member is { Open.IsEmpty: true, Report: { } report } && report.Phase.IsEnded();

    private void SetWake()
    {
        var self = this.AsReference<IRegionGrain>();
        // Decisions in between must not put off the next asking.
        var isSettled = State.Members.Values.All(IsSettled) && !HasNews() && SharedJobs.Running(State.Jobs) is null;
        askAt = isSettled ? null : askAt ?? Clock.Now + Clock.AtLeastWall(AskAgain, AskAgainWall);
        SetAlarm(askAt, () => self.WakeAsync());
    }

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
