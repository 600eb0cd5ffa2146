using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Releases;

public sealed partial class ReleaseMachine
{
    private const int RememberedActions = 64;

    /// <summary>Why an action can't be taken now; null where it can.</summary>
    public static string? Refuse(ReleasePlan plan, ReleaseState state, ActionRequested action)
    {
        if (action.Wave is { } wave && plan.Waves.All(known => known.Name != wave))
        {
            return $"there is no wave '{wave}'; the waves are {string.Join(", ", plan.Waves.Select(known => known.Name))}";
        }

        if (action.Environment is { } environment && !Selected(plan, state, action).Any())
        {
            return $"there is no environment '{environment}' {(action.Wave is null ? "in the release" : $"in wave {action.Wave}")}";
        }

        return action.Action switch
        {
            ReleaseAction.Approve => RefuseApproval(plan, state, action),
            ReleaseAction.Pause when state.Phase.IsEnded() => $"it is {state.Phase}",
            ReleaseAction.Pause when action is { Wave: null, Environment: null } && state.Pause is not null => "it is paused already",
            ReleaseAction.Resume when state.Phase.IsEnded() => $"it is {state.Phase}",
            ReleaseAction.Resume when state.Pause is null && Selected(plan, state, action).All(key => state.Members[key].Report?.Pause is null)
                => "nothing is paused",
            ReleaseAction.Promote when Selected(plan, state, action).All(key => !CanPromote(state.Members[key]))
                => "no hold, bake or proof is under way there, or it is Unhealthy",
            ReleaseAction.Retry when state.Phase is ReleasePhase.Succeeded or ReleasePhase.Superseded => $"it is {state.Phase}",
            ReleaseAction.Retry when CanRetryGate(plan, state, action) => null,
            ReleaseAction.Retry when Selected(plan, state, action).All(key => !CanRetry(state, state.Members[key]))
                => state.SupersededBy is { } newer
                    ? $"it is superseded by {newer}, and nothing is blocked there"
                    : "nothing failed, was skipped or is blocked there, or it is being started already",
            ReleaseAction.Abort when state.Phase.IsEnded() => $"it is {state.Phase}; use rollback to go back after the end",
            ReleaseAction.Abort when state.Back is not null && action is { Wave: null, Environment: null } => "it goes back already",
            ReleaseAction.Rollback when !state.Phase.IsEnded() => $"it is {state.Phase}; use abort to go back before the end",
            ReleaseAction.Rollback => RefuseRollback([.. Selected(plan, state, action).Select(key => state.Members[key])]),
            ReleaseAction.Pause or ReleaseAction.Resume or ReleaseAction.Promote or ReleaseAction.Retry or ReleaseAction.Abort => null,
        };
    }

    /// <summary>A rollback that no environment could carry out would leave the release in a phase that is not so.</summary>
    private static string? RefuseRollback(IReadOnlyCollection<ReleaseMember> selected) => selected switch
    {
        _ when selected.Any(member => CanAbort(member) && member.Report?.NoWayBack is null) => null,
        _ when selected.FirstOrDefault(CanAbort)?.Report?.NoWayBack is { } why => why,
        _ when selected.FirstOrDefault(member => member.TakenBy is not null)?.TakenBy is { } owner => $"release {owner} owns what runs there now",
        _ => "nothing is left on the new version there",
    };

    private static string? RefuseApproval(ReleasePlan plan, ReleaseState state, ActionRequested action)
    {
        var index = WaveToApprove(plan, state, action);
        if (index < 0 || plan.Waves[index].Gate?.Approval is not { } approval)
        {
            return "no wave waits for an approval";
        }

        var name = plan.Waves[index].Name;
        return true switch
        {
            _ when state.Phase.IsEnded() => $"it is {state.Phase}",
            _ when !action.Roles.Contains(approval.Role) && !action.Roles.Contains("admin")
                => $"{action.By} lacks the role {approval.Role}",
            _ when !approval.AllowSubmitter && action.By == state.SubmittedBy => $"{action.By} submitted the release and can't approve it",
            _ when state.Approvals.Any(given => given.Wave == name && given.Subject == action.By) => $"{action.By} has approved wave {name} already",
            _ => null,
        };
    }

    /// <summary>The wave named, or the first that has a gate and is not open yet; -1 for none.</summary>
    private static int WaveToApprove(ReleasePlan plan, ReleaseState state, ActionRequested action)
    {
        for (var index = 0; index < plan.Waves.Length; index++)
        {
            if (action.Wave is { } name ? plan.Waves[index].Name == name : !IsApproved(plan, state, index))
            {
                return index;
            }
        }

        return -1;
    }

    private static Decision<ReleaseState> OnAction(ReleasePlan plan, ReleaseState state, ActionRequested action)
    {
        if (state.Actions.Contains(action.Id))
        {
            return new(state);
        }

        var what = action.Action.ToString().ToLowerInvariant();
        if (Refuse(plan, state, action) is { } refusal)
        {
            // Only what was taken is remembered: the same refused request, sent again, must not look as if it had been taken.
            return new(state, $"{what} by {action.By} refused: {refusal}");
        }

        var known = state with { Actions = [.. state.Actions.TakeLast(RememberedActions - 1), action.Id] };

        var taken = action.Action switch
        {
            ReleaseAction.Approve => Approve(plan, known, action),
            ReleaseAction.Pause => Pause(plan, known, action),
            ReleaseAction.Resume => DirectAll(plan, IsWhole(action) ? known with { Pause = null } : known, action, DirectiveKind.Resume, m => m.Report?.Pause is not null || m.Open.Any(o => o.Kind is DirectiveKind.Pause)),
            ReleaseAction.Promote => DirectAll(plan, known, action, DirectiveKind.Promote, CanPromote),
            ReleaseAction.Retry => Retry(plan, known, action),
            ReleaseAction.Abort or ReleaseAction.Rollback => TakeBack(plan, known, action),
        };
        return Drive(plan, taken, action.At).After($"{what} by {action.By}: {action.Reason}");
    }

    private static ReleaseState Approve(ReleasePlan plan, ReleaseState state, ActionRequested action) => state with
    {
        Approvals = state.Approvals.Add(new(plan.Waves[WaveToApprove(plan, state, action)].Name, action.By, action.At, action.Reason)),
    };

    private static ReleaseState Pause(ReleasePlan plan, ReleaseState state, ActionRequested action)
    {
        var paused = IsWhole(action) ? state with { Pause = new(action.By, action.Reason, action.At) } : state;
        return DirectAll(plan, paused, action, DirectiveKind.Pause, member => member is { Started: true, IsEnded: false });
    }

    /// <summary>What is blocked goes on under its permit. What ended needs a new one: it was given back, and others may have it.</summary>
    private static ReleaseState Retry(ReleasePlan plan, ReleaseState state, ActionRequested action)
    {
        if (CanRetryGate(plan, state, action) && ShutGate(plan, state) is { } wave)
        {
            state = OpenGate(plan, state, wave);
        }

        if (!Selected(plan, state, action).Any(key => CanRetry(state, state.Members[key])))
        {
            return state;
        }

        var retried = DirectAll(plan, state, action, DirectiveKind.Retry, member => member is { Started: true, Phase: EnvironmentPhase.Blocked });
        foreach (var key in Selected(plan, retried, action).ToList())
        {
            retried = With(retried, key, member => CanRetry(state, member)
                ? member with { Skipped = false, Aborted = false, Retrying = member.Started && member.Phase is not EnvironmentPhase.Blocked }
                : member);
        }

        return state.SupersededBy is null
            ? retried with { Stop = null, Back = null, EndedAt = null, Phase = ReleasePhase.Planned, IsCurrent = false }
            : retried;
    }

    private static ReleaseState TakeBack(ReleasePlan plan, ReleaseState state, ActionRequested action)
    {
        if (IsWhole(action))
        {
            return state with { Back = new(action.By, action.Reason, action.At), Pause = null };
        }

        var selected = Selected(plan, state, action).ToList();
        var aborted = selected.Where(key => CanAbort(state.Members[key]))
            .Aggregate(state, (aborting, key) => Abort(aborting, key, action.By, action.Reason));
        return selected.Where(key => state.Members[key] is { Started: false } or { Retrying: true }).Aggregate(aborted, (skipping, key) => With(
            skipping, key, member => member with { Retrying = false, Skipped = !member.Started }));
    }

    private static ReleaseState DirectAll(
        ReleasePlan plan, ReleaseState state, ActionRequested action, DirectiveKind kind, Func<ReleaseMember, bool> applies) =>
        Selected(plan, state, action).Where(key => applies(state.Members[key])).ToList()
            .Aggregate(state, (directing, key) => Direct(directing, key, kind, action.By, action.Reason));

    private static IEnumerable<string> Selected(ReleasePlan plan, ReleaseState state, ActionRequested action) => state.Members
        .Where(member => action.Wave is null || plan.Waves[member.Value.Wave].Name == action.Wave)
        .Select(member => member.Key)
        .Where(key => action.Environment is null || key == action.Environment || EnvironmentKey.Parse(key).Cluster == action.Environment);

    private static bool IsWhole(ActionRequested action) => action is { Wave: null, Environment: null };

    private static bool CanPromote(ReleaseMember member) => member.Report is
    {
        Phase: EnvironmentPhase.Shifting or EnvironmentPhase.Baking, Verdict: not Analysis.Verdict.Unhealthy
    } or { Phase: EnvironmentPhase.Live, Proven: false, Verdict: not Analysis.Verdict.Unhealthy };

    /// <summary>What is superseded starts nothing more; only what is blocked may still be helped to its end.</summary>
    private static bool CanRetry(ReleaseState state, ReleaseMember member) => member.Phase is EnvironmentPhase.Blocked
        || (state.SupersededBy is null
            && !member.IsStarting
            && member.Phase is EnvironmentPhase.Skipped or EnvironmentPhase.Failed or EnvironmentPhase.RolledBack);
}
