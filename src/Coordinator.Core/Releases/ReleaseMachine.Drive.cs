using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Releases;

public sealed partial class ReleaseMachine
{
    private const int RememberedDecisions = 16;

    /// <summary>Computes everything that follows from what is known: stops, rollbacks, skips, the phase and the end.</summary>
    private static Decision<ReleaseState> Drive(ReleasePlan plan, ReleaseState state, DateTimeOffset at)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        var next = ApplyFailurePolicy(plan, state, at, notes);
        next = ApplyRollbackScope(plan, next, notes);
        next = next.Back is { } back ? AbortAll(EndRetries(next), back) : next;
        next = next.Back is not null || next.Stop is not null ? SkipUnstarted(next) : next;
        next = JudgeJobs(next, at, notes);
        var phase = PhaseOf(plan, next);
        if (phase != next.Phase)
        {
            notes.Add($"{phase}");
            next = next with { Phase = phase };
        }

        if (phase.IsEnded() && next.EndedAt is null)
        {
            next = End(next, at);
        }
        else if (!phase.IsEnded() && next.EndedAt is not null)
        {
            next = next with { EndedAt = null };
        }

        next = RunGate(plan, next, at, notes);
        return new(next, notes.ToImmutable());
    }

    private static ReleaseState ApplyFailurePolicy(
        ReleasePlan plan, ReleaseState state, DateTimeOffset at, ImmutableArray<string>.Builder notes)
    {
        // A success can still turn bad while the previous color is kept; any other end is final until a retry.
        if (state.EndedAt is not null && state.Phase is not ReleasePhase.Succeeded)
        {
            return state;
        }

        for (var index = 0; index < plan.Waves.Length; index++)
        {
            var wave = plan.Waves[index];
            var failed = state.Members.Count(member => member.Value.Wave == index && member.Value.CountsAsFailure);
            if (failed <= wave.FailurePolicy.MaxFailed)
            {
                continue;
            }

            var why = $"{failed} of {wave.Environments.Length} environments of wave {wave.Name} failed, at most {wave.FailurePolicy.MaxFailed} may";
            switch (wave.FailurePolicy.Then)
            {
                case FailureAction.Continue:
                    break;
                case FailureAction.Stop when state.Stop is null && state.Back is null:
                    notes.Add($"stops: {why}");
                    state = state with { Stop = new(Self, why, at) };
                    break;
                case FailureAction.Rollback when state.Back is null:
                    notes.Add($"goes back: {why}");
                    state = state with { Back = new(Self, why, at) };
                    break;
                case FailureAction.Stop or FailureAction.Rollback:
                    break;
            }
        }

        return state;
    }

    /// <summary>Takes a wave or the release back with an environment that goes back through its own fault.</summary>
    private static ReleaseState ApplyRollbackScope(ReleasePlan plan, ReleaseState state, ImmutableArray<string>.Builder notes)
    {
        if (plan.RollbackScope is Scope.Environment or Scope.Region)
        {
            return state;
        }

        foreach (var (key, culprit) in state.Members)
        {
            if (culprit.Report is not { TrafficMoved: true, Back: { OwnFault: true } back } || !culprit.HasFailed)
            {
                continue;
            }

            var decision = $"{key}@{back.DecidedAt.UtcTicks}";
            foreach (var (other, member) in state.Members)
            {
                if (other != key && CanAbort(member) && !member.TakenBackWith.Contains(decision)
                    && (plan.RollbackScope is Scope.Release || member.Wave == culprit.Wave))
                {
                    notes.Add($"{other} goes back with {key}");
                    state = With(Abort(state, other, Self, $"{key} goes back: {back.Reason}"), other, taken => taken with
                    {
                        TakenBackWith = [.. taken.TakenBackWith.TakeLast(RememberedDecisions - 1), decision],
                    });
                }
            }
        }

        return state;
    }

    private static bool CanAbort(ReleaseMember member) => member is { Started: true, Aborted: false, Retrying: false, TakenBy: null }
        && (member.IsStarting
            || (member.Report?.Back is null
                && member.Phase is not (EnvironmentPhase.Failed or EnvironmentPhase.RolledBack or EnvironmentPhase.Skipped)));

    private static ReleaseState Abort(ReleaseState state, string key, string by, string reason) =>
        With(Direct(state, key, DirectiveKind.Abort, by, reason), key, member => member with { Aborted = true });

    private static ReleaseState AbortAll(ReleaseState state, Intervention back) =>
        state.Members.Where(member => CanAbort(member.Value)).Select(member => member.Key).ToList()
            .Aggregate(state, (aborting, key) => Abort(aborting, key, back.By, back.Reason));

    /// <summary>What waits to be tried again stays as it ended.</summary>
    private static ReleaseState EndRetries(ReleaseState state) =>
        state.Members.Where(member => member.Value.Retrying).Select(member => member.Key).ToList()
            .Aggregate(state, (ending, key) => With(ending, key, member => member with { Retrying = false }));

    private static ReleaseState SkipUnstarted(ReleaseState state) =>
        state.Members.Where(member => member.Value is { Started: false, Skipped: false }).Select(member => member.Key).ToList()
            .Aggregate(state, (skipping, key) => With(skipping, key, member => member with { Skipped = true }));

    /// <summary>A newer release replaces this one: what is not proven goes back, what is proven is the newer one's base.</summary>
    private static ReleaseState Supersede(ReleaseState state, string newer, DateTimeOffset at)
    {
        var stopped = EndRetries(state) with { SupersededBy = newer, Stop = state.Stop ?? new(Self, $"superseded by {newer}", at) };
        return stopped.Members
            .Where(member => CanAbort(member.Value) && member.Value.Report is not { Proven: true })
            .Select(member => member.Key)
            .ToList()
            .Aggregate(stopped, (aborting, key) => Abort(aborting, key, Self, $"superseded by {newer}"));
    }

    private static ReleasePhase PhaseOf(ReleasePlan plan, ReleaseState state)
    {
        var members = state.Members.Values.ToList();
        if (members.Any(member => !member.IsEnded))
        {
            var goesBack = state.Back is not null
                || members.Any(member => member.Phase is EnvironmentPhase.RollingBack) && (state.Stop is not null || state.EndedAt is not null);
            return goesBack ? ReleasePhase.RollingBack
                : !state.IsCurrent ? ReleasePhase.Queued
                : CurrentWave(plan, state) is { } wave && !IsApproved(plan, state, wave) ? ReleasePhase.AwaitingApproval
                : ReleasePhase.Progressing;
        }

        if (state.SupersededBy is not null)
        {
            return ReleasePhase.Superseded;
        }

        // Going back, what a newer release took is not left on this version; otherwise it was a success all the same.
        var live = members.Any(member => member.Phase is EnvironmentPhase.Live && (state.Back is null || member.TakenBy is null));
        var moved = members.Any(member => member.Report is { TrafficMoved: true });
        return (state.Stop, state.Back, live) switch
        {
            (null, null, true) => ReleasePhase.Succeeded,
            (_, _, true) => ReleasePhase.Failed,
            (_, not null, false) => ReleasePhase.RolledBack,
            (_, null, false) => moved ? ReleasePhase.RolledBack : ReleasePhase.Failed,
        };
    }

    private static ReleaseState End(ReleaseState state, DateTimeOffset at) => state.Members
        .Where(member => member.Value.Phase is EnvironmentPhase.Live)
        .Select(member => member.Key)
        .ToList()
        .Aggregate(state with { EndedAt = at, Waiting = null }, (ending, key) => Direct(ending, key, DirectiveKind.End, Self, "the release ended"));

    /// <summary>Environments that may start as far as the release itself is concerned, in the plan's order.</summary>
    private static IEnumerable<string> Eligible(ReleasePlan plan, ReleaseState state)
    {
        if (state.Phase.IsEnded() || state.Pause is not null || state.Back is not null || state.SupersededBy is not null)
        {
            return [];
        }

        // A stop lets nothing further start, but a person may have tried again what failed.
        var retries = plan.Waves.SelectMany(wave => wave.Environments).Select(environment => environment.Key.ToString())
            .Where(key => state.Members[key] is { Retrying: true, Skipped: false });
        if (state.Stop is not null || CurrentWave(plan, state) is not { } current || !IsOpen(plan, state, current))
        {
            return retries;
        }

        return retries.Concat(plan.Waves[current].Environments
            .Select(environment => environment.Key.ToString())
            .Where(key => state.Members[key] is { Started: false, Skipped: false }));
    }

    /// <summary>Index of the first wave that is not done; null where all are.</summary>
    private static int? CurrentWave(ReleasePlan plan, ReleaseState state)
    {
        for (var index = 0; index < plan.Waves.Length; index++)
        {
            if (state.Members.Values.Any(member => member.Wave == index && !member.IsEnded))
            {
                return index;
            }
        }

        return null;
    }

    /// <summary>Whether a wave's gate is open. Once an environment of the wave was started it stays open.</summary>
    private static bool IsOpen(ReleasePlan plan, ReleaseState state, int wave) =>
        HasBegun(state, wave)
        || (IsApproved(plan, state, wave) && GateOf(plan, state, wave).Cursor >= GateChecks(plan, wave).Length);

    private static bool HasBegun(ReleaseState state, int wave) =>
        state.Members.Values.Any(member => member.Wave == wave && member.Started);

    private static bool IsApproved(ReleasePlan plan, ReleaseState state, int wave) =>
        plan.Waves[wave].Gate?.Approval is not { } approval
        || HasBegun(state, wave)
        || state.Approvals.Count(given => given.Wave == plan.Waves[wave].Name) >= approval.Required;

    private static bool IsExposed(ReleaseMember member) =>
        !((member.Report is { Proven: true } && member.Open.All(open => open.Kind is not DirectiveKind.Start))
            || (member.IsEnded && member.Phase is not EnvironmentPhase.Live)
            || member.IsOver);
}
