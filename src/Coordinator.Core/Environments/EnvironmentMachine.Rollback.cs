using System.Collections.Immutable;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Environments;

public sealed partial class EnvironmentMachine
{
    private const int ToleratedForeignChanges = 3;

    /// <summary>Goes back: traffic first, then cleaning up. No pause, budget or missing metric delays it.</summary>
    private static Decision<EnvironmentState> GoBack(
        EnvironmentPlan plan, EnvironmentState state, DateTimeOffset at, string by, string reason, bool ownFault)
    {
        var back = Enter(state, EnvironmentPhase.RollingBack, at) with
        {
            Back = state.Back ?? new GoingBack(by, reason, at, null, ownFault),
            Reason = reason,
            Pause = null,
            BlockedIn = null,
            Cooldowns = CooldownsAfter(plan, state, at),
        };
        return GoOnBack(plan, back, at).After($"{(back.TrafficMoved ? "goes back" : "ends")}: {reason}");
    }

    /// <summary>Only a version that users were on cools down: what failed before can be repaired and tried again at once.</summary>
    private static ImmutableSortedDictionary<string, DateTimeOffset> CooldownsAfter(
        EnvironmentPlan plan, EnvironmentState state, DateTimeOffset at)
    {
        if (!state.TrafficMoved || plan.Rollback.Cooldown <= TimeSpan.Zero)
        {
            return state.Cooldowns;
        }

        var others = state.Cooldowns.Where(known => known.Value > at && known.Key != plan.Version)
            .OrderByDescending(known => known.Value).Take(RememberedCooldowns - 1);
        return state.Cooldowns.Clear().AddRange(others).SetItem(plan.Version, at + plan.Rollback.Cooldown);
    }

    /// <summary>The first thing to do on the way back, or the one that a person has it tried again.</summary>
    private static Decision<EnvironmentState> GoOnBack(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset at) => state switch
    {
        { TrafficMoved: true } => Restore(plan, state, at),
        { Adopting: true } => FinishAdoption(plan, state, at),
        _ => CleanUp(plan, state, at),
    };

    /// <summary>A half-finished take-over is neither here nor there: it is finished, which leaves the old version serving.</summary>
    private static Decision<EnvironmentState> FinishAdoption(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset at) => new(
        Perform(state, new AdoptWorkload(NextForwardTurn(state), Order(plan, state, at + plan.Limits.Ready))), "finishes the take-over first");

    private static Decision<EnvironmentState> Restore(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset at)
    {
        var order = new TrafficOrder(state.Colors!.Preview, state.Colors.Active, 100, at + plan.Limits.Ready);
        return new(Perform(state with { Reason = state.Back?.Reason }, new RestoreTraffic(NextRollbackTurn(state), order)));
    }

    private static Decision<EnvironmentState> CleanUp(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset at) =>
        state is { PreviewTouched: true, Colors: not null }
            ? new(Perform(state, new RemovePreview(NextForwardTurn(state), Order(plan, state, at + plan.Limits.Ready))))
            : Finish(state, at, "nothing to clean up");

    private static Decision<EnvironmentState> Finish(EnvironmentState state, DateTimeOffset at, string note)
    {
        // A first install that went bad had no previous version: it failed, it did not go back to anything.
        var end = state.TrafficMoved && state.Colors?.Active is not null ? EnvironmentPhase.RolledBack : EnvironmentPhase.Failed;
        return new(Enter(state, end, at) with { UnreachableSince = null }, note);
    }

    private static Decision<EnvironmentState> Block(EnvironmentState state, string reason, DateTimeOffset at) => new(
        Enter(state, EnvironmentPhase.Blocked, at) with { BlockedIn = state.Phase, Reason = reason, Cursor = state.Cursor },
        $"blocked: {reason}");

    private static Decision<EnvironmentState> OnRefused(EnvironmentPlan plan, EnvironmentState state, EffectRefused refused)
    {
        var refusal = refused.Refusal;
        return state.Pending switch
        {
            _ when refusal.Kind is RefusalKind.StaleTurn => OnStale(plan, state, refused),
            RemovePreview => Finish(state, refused.At, $"the preview was not scaled down: {refusal.Message}"),
            RetirePrevious => Retire(state, $"the previous color was not scaled down: {refusal.Message}"),
            FollowActive => FollowedNot(state, refusal.Message),
            // The old color needs longer to get ready, or a busy writer lets nobody through, for longer than one attempt lasts:
            // going back has no limit.
            RestoreTraffic when refusal.Kind is RefusalKind.NotReady or RefusalKind.DeadlineExceeded or RefusalKind.Conflict
                => Restore(plan, state with { HeldUpBy = refusal.Message }, refused.At).After(refusal.Message),
            RestoreTraffic => Block(state, $"{Code(refusal.Kind)}: {refusal.Message}", refused.At),
            AdoptWorkload when state.Phase is EnvironmentPhase.RollingBack => Block(state, $"{Code(refusal.Kind)}: {refusal.Message}", refused.At),
            _ when refusal.Kind is RefusalKind.ForeignChange => OnForeign(plan, state, DriftOf(state, refusal), refused.At),
            _ when refusal.Kind is RefusalKind.TrafficSplit => Block(state, $"{Code(refusal.Kind)}: {refusal.Message}", refused.At),
            _ when refusal.Kind is RefusalKind.OtherOwner && state.TrafficMoved
                => Block(state, $"{Code(refusal.Kind)}: {refusal.Message}", refused.At),
            _ => GoBack(plan, state with { Logs = refusal.Logs ?? state.Logs }, refused.At, Self, refusal.Message, ownFault: true),
        };
    }

    private static TrafficDrift DriftOf(EnvironmentState state, Refusal refusal) => new(
        state.Colors?.Active is { } active && refusal.FoundColor == active.Label(),
        refusal.FoundRoute is { } route ? $"changed {route}" : $"set the selector to {refusal.FoundColor ?? "no color"}",
        refusal.Manager);

    /// <summary>Someone else moved the users: towards the old colour it is an abort, anything else needs a person.</summary>
    private static Decision<EnvironmentState> OnForeign(
        EnvironmentPlan plan, EnvironmentState state, TrafficDrift drift, DateTimeOffset at)
    {
        var counted = state with { ForeignChanges = state.ForeignChanges + 1 };
        var who = drift.Manager ?? "someone";
        return drift.TowardsOld && counted.ForeignChanges <= ToleratedForeignChanges
            ? GoBack(plan, counted, at, who, $"{who} moved the users back to {state.Colors!.Active!.Value.Label()}", ownFault: true)
            : Block(counted, $"foreign-change: {who} {drift.What}", at);
    }

    private static Decision<EnvironmentState> OnFaulted(EnvironmentState state, EffectFaulted faulted) => state.UnreachableSince is null
        ? new(state with { UnreachableSince = faulted.At, Reason = faulted.Message }, $"unreachable: {faulted.Message}")
        : new(state);

    private static string Code(RefusalKind kind) => kind switch
    {
        RefusalKind.StaleTurn => "stale-turn",
        RefusalKind.OtherOwner => "other-owner",
        RefusalKind.ForeignChange => "foreign-change",
        RefusalKind.Conflict => "conflict",
        RefusalKind.NotReady => "not-ready",
        RefusalKind.Missing => "missing",
        RefusalKind.TrafficSplit => "traffic-split",
        RefusalKind.NoPreviousColor => "no-previous-color",
        RefusalKind.Rejected => "rejected",
        RefusalKind.DeadlineExceeded => "deadline-exceeded",
        RefusalKind.SharedChange => "shared-change",
    };
}
