using System.Collections.Immutable;
using Coordinator.Core;
using Coordinator.Core.Jobs;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;
using Coordinator.Core.Regions;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Grains.Actors;
using Coordinator.Grains.Environments;
using Coordinator.Grains.Jobs;

namespace Coordinator.Grains.Releases;

internal sealed partial class ReleaseGrain(
    [PersistentState("state")] IPersistentState<ActorRecord<ReleaseState, ReleaseEvent>> storage, ActorServices services, GateEffects gates, IJobs jobs)
    : ActorGrain<ReleasePlan, ReleaseState, ReleaseEvent>(storage, new ReleaseMachine(), services), IReleaseGrain
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(15);
    private const int DirectivesAtOnce = 200;

    private static readonly TimeSpan AskAgainWall = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> busy = new(StringComparer.Ordinal);
    private bool asking;
    private DateTimeOffset? askAt;
    private string? answered;
    private SharedJobRunner? runner;
    private EvidenceReader? evidence;
    private (ReleasePhase Phase, bool IsSettled)? noted;

    public Task SubmitAsync(string planDigest, string by) => TakeAsync(new ReleaseSubmitted(Clock.Now, planDigest, by));

    public async Task<string?> ActAsync(ReleaseActionRequest request)
    {
        var action = new ActionRequested(
            Clock.Now, request.Id, request.Action, request.By, request.Roles, request.Wave, request.Environment, request.Reason);
        if (Context is not { } plan)
        {
            return "the release was not submitted yet";
        }

        if (action.Action is ReleaseAction.Rollback && State.Phase.IsEnded())
        {
            // Who owns the environments by now, and whether they can still go back, is not told to a release that has ended.
            await ReportAsync(await Environments.ReadAsync([.. State.Members.Where(member => member.Value is { TakenBy: null, Report: not null }).Select(member => member.Key)]));
        }

        var refusal = State.Actions.Contains(request.Id) ? null : ReleaseMachine.Refuse(plan, State, action);
        if (refusal is null && State.Phase.IsEnded())
        {
            // What opens an ended release again must be found by the sweep if the process ends right after it was accepted.
            await NoteAsync(isSettled: false);
        }

        await TakeAsync(action);

        // Another event may have been decided in between: what the machine did with the action counts.
        return State.Actions.Contains(request.Id)
            ? null
            : refusal ?? ReleaseMachine.Refuse(plan, State, action) ?? "the release changed at the same moment; ask again";
    }

    public Task ReportAsync(ImmutableArray<EnvironmentReport> reports)
    {
        // A region tells what may have been heard before; only what is news goes into the journal.
        var news = reports.Where(report => State.Members.TryGetValue(report.Key.ToString(), out var member)
            && (member.Report is null || member.Report.Revision < report.Revision)).ToImmutableArray();
        return news.IsEmpty ? Task.CompletedTask : TakeAsync(new EnvironmentsReported(Clock.Now, news));
    }

    public Task<ReleaseView?> ViewAsync() =>
        Task.FromResult(Context is { } plan && State.PlanDigest is not null ? ReleaseView.Of(plan, State) : null);

    public Task<ImmutableArray<PlannedEnvironment>> PlannedAsync(string? region) => Task.FromResult<ImmutableArray<PlannedEnvironment>>(
        [.. Context?.Waves.SelectMany(wave => wave.Environments).Where(one => region is null || one.Region == region) ?? []]);

    public async Task WakeAsync()
    {
        if (State.PlanDigest is null)
        {
            // The server ended between the registry row and the first state: the row says what was submitted.
            var row = await Services.Registry.FindAsync(RegistryKinds.Release, State.Name, CancellationToken.None);
            if (row is not null && CoreJson.Read<ReleaseSummary>(row.Content) is { } submitted)
            {
                await SubmitAsync(submitted.PlanDigest, submitted.SubmittedBy);
            }

            return;
        }

        askAt = null;
        Evidence.Forget();
        if (SharedJobs.Running(State.Jobs) is not null)
        {
            await TakeAsync(new ReleaseTimePassed(Clock.Now));
        }

        OnDecided(askEverybody: true);
    }

    protected override void OnDecided() => OnDecided(askEverybody: false);

    protected override void OnStopped()
    {
        stopping.Cancel();
        running?.Cancel.Cancel();
        runner?.Dispose();
    }

    private SharedJobRunner Runner => runner ??= new(
        Key, jobs, Services,
        new(jobs, Services, () => PlannedAsync(region: null)),
        (job, sought) => TakeAsync(new ReleaseJobSought(Clock.Now, job.Name, sought)),
        (job, end) => TakeAsync(new ReleaseJobEnded(end.At, job.Name, job.Turn, end)));

    private EnvironmentReports Environments => new(GrainFactory, Services);

    private EvidenceReader Evidence => evidence ??= new(Environments, found => TakeAsync(new ReleaseEvidenceRead(Clock.Now, found)));

    private void OnDecided(bool askEverybody)
    {
        if (Context is not { } plan)
        {
            return;
        }

        RunGate(plan);
        Runner.Perform(SharedJobs.Running(State.Jobs));
        Evidence.Perform(State.Name, ReleaseMachine.Suspected(State));
        foreach (var region in State.Members.Values.Where(member => askEverybody ? IsOpen(member) : !member.Open.IsEmpty)
                     .Select(member => member.Region).Distinct())
        {
            DirectAsync(plan, region).Ignore();
        }

        if (askEverybody)
        {
            answered = null;
        }

        if (!asking)
        {
            asking = true;
            AskAsync(plan).Ignore();
        }

        SetWake();
    }

    private void SetWake()
    {
        var self = this.AsReference<IReleaseGrain>();
        var isSettled = State.Phase.IsEnded() && noted == (State.Phase, true) && SharedJobs.Running(State.Jobs) is null;
        // Decisions in between must not put off the next asking.
        askAt = isSettled ? null : askAt ?? Clock.Now + Clock.AtLeastWall(AskAgain, AskAgainWall);
        SetAlarm(askAt, () => self.WakeAsync());
    }

    private static bool IsOpen(ReleaseMember member) =>
        !member.Open.IsEmpty || member is { Started: true, IsEnded: false } or { TakenBy: null, Report.Exposed: true };

    private async Task DirectAsync(ReleasePlan plan, string region)
    {
        if (!busy.Add(region))
        {
            return;
        }

        try
        {
            var open = State.Members
                .Where(member => member.Value.Region == region)
                .SelectMany(member => member.Value.Open.Select(directive => new AddressedDirective(EnvironmentKey.Parse(member.Key), directive)))
                .ToImmutableArray();
            var grain = GrainFactory.GetGrain<IRegionGrain>(GrainKeys.Region(State.Name, region));
            foreach (var part in open.IsEmpty ? [[]] : open.Chunk(DirectivesAtOnce))
            {
                await grain.DirectAsync(State.Name, plan.RollbackScope, [.. part]);
            }
        }
        finally
        {
            busy.Remove(region);
        }
    }

    /// <summary>Tells the application where the release is and asks for permits, or leaves its queue at the end.</summary>
    private async Task AskAsync(ReleasePlan plan)
    {
        try
        {
            var application = GrainFactory.GetGrain<IApplicationGrain>(GrainKeys.Application(plan.Application));
            while (!State.Phase.IsEnded())
            {
                var asked = Sequence;
                var request = ReleaseMachine.Request(plan, State, asked, Clock.Now);
                var picture = CoreJson.Write(request with { At = default, Number = 0 });
                if (picture != answered)
                {
                    var answer = await application.RequestAsync(request, plan.Supersede);
                    answered = picture;
                    await TakeAsync(new PermitsAnswered(Clock.Now, answer));
                }

                await NoteAsync(isSettled: false);
                if (asked == Sequence)
                {
                    return;
                }
            }

            var left = ReleaseMachine.Leave(plan, State, Sequence, Clock.Now);
            await application.LeaveAsync(left);
            await NoteAsync(State.Phase.IsEnded() && left.Exposed is [] && State.Members.Values.All(member => member.Open.IsEmpty));
        }
        finally
        {
            asking = false;
            SetWake();
        }
    }

    /// <summary>Keeps the registry row: lists show its phase, and the sweep wakes what is not settled.</summary>
    private async Task NoteAsync(bool isSettled)
    {
        var now = (State.Phase, isSettled);
        if (noted == now)
        {
            return;
        }

        await new RegistryEntry(Services.Registry, RegistryKinds.Release, State.Name).WriteAsync(
            isSettled ? null : Clock.Now,
            known => CoreJson.Write(CoreJson.Read<ReleaseSummary>(known ?? throw new InvalidDataException($"release {State.Name} has no registry row")) with { Phase = now.Phase }));
        noted = now;
    }
}
