using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Analysis.Controls;
using Coordinator.Core.Plans;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Environments;

public sealed partial class EnvironmentMachine
{
    private const int RememberedCommands = 32;
    private const int RememberedCooldowns = 16;
    private const int RememberedReleases = 16;

    private static Decision<EnvironmentState> OnCommand(EnvironmentPlan? plan, EnvironmentState state, EnvironmentCommand command)
    {
        if (state.Commands.Contains(command.Id))
        {
            return new(state);
        }

        if (command is StartRequested start)
        {
            return OnStart(plan, state, start);
        }

        if (state.Release != command.Release)
        {
            return OnOtherRelease(state, command);
        }

        if (plan is null)
        {
            return new(state);
        }

        var known = Remember(state, command.Id);
        return command switch
        {
            AbortRequested abort => OnAbort(plan, known, abort),
            PauseRequested pause => OnPause(known, pause),
            ResumeRequested resume => OnResume(plan, known, resume),
            PromoteRequested promote => OnPromote(plan, known, promote),
            RetryRequested retry => OnRetry(plan, known, retry),
            ReleaseEnded ended => OnReleaseEnded(plan, known, ended),
            RegressionFound found => OnRegression(plan, known, found),
            RejectRequested reject => OnReject(plan, known, reject),
            SharedJobTold told => OnSharedJob(plan, known, told),
            _ => throw new InvalidOperationException($"no answer to {command.GetType().Name}"),
        };
    }

    /// <summary>
    /// A command of a release that does not own the environment. One that did is told so by the confirmation. One that does not
    /// yet waits for its start, except for an abort: it leaves a mark, so that the late start does not begin what was ended.
    /// </summary>
    private static Decision<EnvironmentState> OnOtherRelease(EnvironmentState state, EnvironmentCommand command) => command switch
    {
        _ when state.Past.Contains(command.Release) => new(
            Remember(state, command.Id), $"{command.GetType().Name} of release {command.Release} ignored: the environment belongs to {state.Release}"),
        AbortRequested => new(
            Remember(state, command.Id) with { Overtaken = Among(state.Overtaken, command.Release) },
            $"release {command.Release} was aborted before its start"),
        _ => new(state),
    };

    /// <summary>A release starts once. The start of a release that failed or went back here comes from a retry.</summary>
    private static bool CanStart(EnvironmentState state, StartRequested start) =>
        !state.Commands.Contains(start.Id)
        && (state.Release is null || (state.Phase.IsEnded() && (state.Release != start.Release || state.Phase is not EnvironmentPhase.Live)));

    private static Decision<EnvironmentState> OnStart(EnvironmentPlan? plan, EnvironmentState state, StartRequested start)
    {
        if (!CanStart(state, start) || plan is null)
        {
            return new(state);
        }

        if (state.Overtaken.Contains(start.Release) && state.Release is not null && state.Release != start.Release)
        {
            // Another release lives here: one that was aborted before its start must not take that away.
            var kept = Remember(state, start.Id) with
            {
                Overtaken = state.Overtaken.Remove(start.Release),
                Past = Among(state.Past, start.Release),
            };
            return new(kept, $"release {start.Release} was aborted before its start and changes nothing");
        }

        var fresh = Own(state, start, plan.Version);
        if (state.Overtaken.Contains(start.Release))
        {
            return new(
                Enter(fresh, EnvironmentPhase.Skipped, start.At) with
                {
                    Overtaken = state.Overtaken.Remove(start.Release),
                    Reason = "aborted before it started",
                },
                "aborted before it started");
        }

        if (CoolsDown(state, plan.Version, start.At) is { } until)
        {
            var why = $"version {plan.Version} went back here and cools down until {until:u}";
            return new(Enter(fresh, EnvironmentPhase.Failed, start.At) with { Reason = why }, why);
        }

        return Begin(fresh, start.At).After($"release {start.Release} of version {plan.Version} begins");
    }

    /// <summary>The environment in the hands of the release that starts.</summary>
    private static EnvironmentState Own(EnvironmentState state, StartRequested start, string version)
    {
        var isRetry = state.Release == start.Release;
        var past = state.Release is { } former && !isRetry ? Among(state.Past, former) : state.Past;
        return Remember(isRetry ? Again(state) : Fresh(state), start.Id) with
        {
            Release = start.Release,
            PlanDigest = start.PlanDigest,
            Version = version,
            Past = past.Remove(start.Release),
            RetriedAt = isRetry ? start.At : null,
            Analysis = new() { Controls = [.. (start.Controls ?? []).Select(ControlState.Of)] },
        };
    }

    private static ImmutableArray<string> Among(ImmutableArray<string> names, string name) =>
        [.. names.Remove(name).TakeLast(RememberedReleases - 1), name];

    private static Decision<EnvironmentState> Begin(EnvironmentState state, DateTimeOffset at)
    {
        var entered = Enter(state, EnvironmentPhase.Preflight, at);
        return new(Perform(entered, new RunPreflight(NextForwardTurn(state))));
    }

    /// <summary>What goes on from one release to the next: identity, turn, commands, owners and cooldowns.</summary>
    private static EnvironmentState Fresh(EnvironmentState state) => new()
    {
        Key = state.Key,
        Turn = state.Turn,
        Release = state.Release,
        PlanDigest = state.PlanDigest,
        Version = state.Version,
        Commands = state.Commands,
        Cooldowns = state.Cooldowns,
        Past = state.Past,
        Overtaken = state.Overtaken,
        Unknown = state.Unknown,
    };

    /// <summary>What goes on from one attempt to the next within a release.</summary>
    private static EnvironmentState Again(EnvironmentState state) => Fresh(state) with
    {
        ForeignChanges = state.ForeignChanges,
        Analysis = new() { Controls = state.Analysis.Anew().Controls },
    };

    private static DateTimeOffset? CoolsDown(EnvironmentState state, string version, DateTimeOffset at) =>
        state.Cooldowns.TryGetValue(version, out var until) && until > at ? until : null;

    private static EnvironmentState Remember(EnvironmentState state, string id) => state with
    {
        Commands = [.. state.Commands.TakeLast(RememberedCommands - 1), id],
    };

    /// <summary>Why a Live environment can't go back any more; null where it can, or is not Live.</summary>
    public static string? NoWayBack(EnvironmentState state) => state switch
    {
        { Phase: not EnvironmentPhase.Live } => null,
        { KeepPreviousUntil: null, Pending: null } when IsRetired(state) => "the previous color was scaled down after keepPrevious",
        { Colors.Active: not null } => null,
        _ => "a first install has no previous color",
    };

    private static Decision<EnvironmentState> OnAbort(EnvironmentPlan plan, EnvironmentState state, AbortRequested abort) =>
        state.Phase switch
        {
            EnvironmentPhase.RollingBack or EnvironmentPhase.RolledBack or EnvironmentPhase.Failed or EnvironmentPhase.Skipped
                => new(state, $"abort by {abort.By}: nothing is left to do"),
            EnvironmentPhase.Live when NoWayBack(state) is { } why => new(state, $"rollback by {abort.By} refused: {why}"),
            EnvironmentPhase.Queued or EnvironmentPhase.Preflight or EnvironmentPhase.Preparing or EnvironmentPhase.Deploying
                or EnvironmentPhase.Verifying or EnvironmentPhase.Shifting or EnvironmentPhase.Validating
                or EnvironmentPhase.Baking or EnvironmentPhase.Live or EnvironmentPhase.Blocked
                => GoBack(plan, state, abort.At, abort.By, abort.Reason, ownFault: false),
        };

    /// <summary>Whether keepPrevious is over: the release ended and the previous color was retired.</summary>
    private static bool IsRetired(EnvironmentState state) => state.Phase is EnvironmentPhase.Live && state.Analysis.Since is null;

    private static Decision<EnvironmentState> OnPause(EnvironmentState state, PauseRequested pause) =>
        state.Phase.IsForward() && state.Pause is null
            ? new(state with { Pause = new(PauseKind.Person, pause.By, pause.Reason, pause.At) }, $"paused by {pause.By}: {pause.Reason}")
            : new(state, $"pause by {pause.By}: nothing to pause");

    private static Decision<EnvironmentState> OnResume(EnvironmentPlan plan, EnvironmentState state, ResumeRequested resume)
    {
        if (state.Pause is null)
        {
            return new(state, $"resume by {resume.By}: not paused");
        }

        var note = $"resumed by {resume.By}: {resume.Reason}";
        var going = state with { Pause = null, PhaseSince = resume.At, JobWait = Prolonged(state.JobWait, resume.At - state.Pause.Since) };
        if (state.Pause.Kind is PauseKind.Unhealthy)
        {
            // Counts of failures never fall: without this, what a person judged to be fine would pause again at once.
            going = BeginAnalysis(plan, going with { Analysis = going.Analysis.Anew() }, resume.At);
        }

        return going.AwaitsResume
            ? Advance(plan, going with { AwaitsResume = false }, resume.At).After(note)
            : new(going, note);
    }

    private static Decision<EnvironmentState> OnPromote(EnvironmentPlan plan, EnvironmentState state, PromoteRequested promote)
    {
        if (state is { Phase: EnvironmentPhase.Live, ProvenAt: null, Analysis.Verdict: not Verdict.Unhealthy })
        {
            return new(Prove(state, promote.At), $"proven by {promote.By}: {promote.Reason}");
        }

        if (!IsHolding(state) || state.Analysis.Verdict is Verdict.Unhealthy)
        {
            return new(state, $"promote by {promote.By} refused: {(IsHolding(state) ? "Unhealthy" : "no hold or bake is under way")}");
        }

        // A person's pause is ended by a resume alone.
        var pause = state.Pause is { Kind: PauseKind.Person } ? state.Pause : null;
        var proven = Prove(state, promote.At) with { Pause = pause, AwaitsResume = false };
        return Advance(plan, proven, promote.At).After($"promoted by {promote.By}: {promote.Reason}");
    }

    private static Decision<EnvironmentState> OnRetry(EnvironmentPlan plan, EnvironmentState state, RetryRequested retry)
    {
        var note = $"retried by {retry.By}: {retry.Reason}";
        switch (state.Phase)
        {
            case EnvironmentPhase.Failed or EnvironmentPhase.RolledBack
                when CoolsDown(state, plan.Version, retry.At) is { } until:
                return new(state, $"retry by {retry.By} refused: version {plan.Version} cools down until {until:u}");
            case EnvironmentPhase.Failed or EnvironmentPhase.RolledBack or EnvironmentPhase.Skipped:
                return Begin(Again(state) with { RetriedAt = retry.At }, retry.At).After(note);
            case EnvironmentPhase.Blocked when state.Back is not null:
                var back = Enter(state, EnvironmentPhase.RollingBack, retry.At) with { BlockedIn = null, Reason = state.Back.Reason };
                return GoOnBack(plan, back, retry.At).After(note);
            case EnvironmentPhase.Blocked when !state.TrafficMoved:
                return Begin(Again(state) with { RetriedAt = retry.At }, retry.At).After(note);
            case EnvironmentPhase.Blocked:
                // What was measured before the block is not what the person who repaired it wants judged.
                return GoOnShifting(plan, state with { Pause = null, Analysis = state.Analysis.Anew() }, retry.At).After(note);
            default:
                return new(state, $"retry by {retry.By} refused: it is {state.Phase}");
        }
    }

    private static Decision<EnvironmentState> OnReleaseEnded(EnvironmentPlan plan, EnvironmentState state, ReleaseEnded ended) =>
        state.Phase is EnvironmentPhase.Live && state.KeepPreviousUntil is null
            ? new(
                state with { KeepPreviousUntil = ended.At + plan.BlueGreen.KeepPrevious },
                $"the previous color is kept until {ended.At + plan.BlueGreen.KeepPrevious:u}")
            : new(state);
}
