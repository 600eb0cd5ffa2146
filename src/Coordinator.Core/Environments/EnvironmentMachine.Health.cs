using Coordinator.Core.Analysis;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Environments;

public sealed partial class EnvironmentMachine
{
    private static Decision<EnvironmentState> OnSampled(EnvironmentPlan plan, EnvironmentState state, Sampled sampled)
    {
        if (state.Analysis.Since is null)
        {
            return OnFirstLooks(plan, state, sampled);
        }

        if (sampled.Fault is { } fault)
        {
            var faulted = HealthJudge.Fault(plan, state.Analysis, fault, sampled.At);
            var first = state.UnreachableSince is null;
            return new(
                state with { Analysis = faulted, UnreachableSince = state.UnreachableSince ?? sampled.At, Reason = fault },
                first ? [$"unreachable: {fault}"] : []);
        }

        if (sampled.Traffic is null && state.UnreachableSince is not null)
        {
            // While the cluster does not answer its sources do not either, and others say nothing about it.
            return new(state);
        }

        // What was measured at the weight before says nothing about this one.
        sampled = (sampled.MeasuredFrom ?? sampled.At) < state.PhaseSince ? sampled.LookAlone() : sampled;
        var isBack = state.UnreachableSince is not null;
        var reached = isBack ? Reached(state, sampled.At) : state;
        // A look that began before the weight was there may show the selector as it was.
        var isCurrent = (sampled.LookedAt ?? sampled.At) >= state.PhaseSince;
        var seen = sampled.Traffic is { } traffic && isCurrent ? See(plan, reached, traffic, sampled.At) : new(reached);
        seen = isBack ? seen.After("reachable again") : seen;
        return seen.State.Phase != state.Phase
            ? seen
            : Follow(plan, Judge(plan, seen.State, sampled).After(seen.Notes), isCurrent ? sampled.Traffic : null, sampled.At);
    }

    /// <summary>While the first shift is awaited nothing is measured yet, but users may already be on the new colour.</summary>
    private static Decision<EnvironmentState> OnFirstLooks(EnvironmentPlan plan, EnvironmentState state, Sampled sampled)
    {
        if (state.Pending is not ShiftTraffic)
        {
            return new(state);
        }

        var next = state with { Analysis = state.Analysis with { NextLookAt = sampled.At + plan.Limits.Look } };
        return sampled.Traffic is { } traffic ? See(plan, next, traffic, sampled.At) : new(next);
    }

    /// <summary>What the traffic object and the endpoints say, whatever analysis thinks.</summary>
    private static Decision<EnvironmentState> See(EnvironmentPlan plan, EnvironmentState state, TrafficObservation seen, DateTimeOffset at)
    {
        if (state.Colors is not { } colors)
        {
            return new(state);
        }

        // While a shift is awaited traffic may be as before or after it, or half way where it takes two writes; while the cluster is
        // read anew, anything.
        if (state.Pending is not (ShiftTraffic or RunPreflight))
        {
            var drift = TrafficDrift.Of(plan.BlueGreen.Router.Kind, colors, state.WeightPercent, seen);
            if (drift is not null && seen.Turn == NextRollbackTurn(state))
            {
                return GoBack(plan, state, at, Self, "a rollback went out while the store was silent", ownFault: true);
            }

            if (seen.Turn > state.Turn && seen.Owner == plan.Owner)
            {
                // A later life of this very environment wrote it: this state comes from an older backup.
                return ReadAnew(state with { Turn = seen.Turn }).After($"the cluster knows turn {seen.Turn}, this state only {state.Turn}");
            }

            if (drift is not null && state.WeightPercent > 0)
            {
                return OnForeign(plan, state, drift, at);
            }
        }

        return SeeEndpoints(plan, state, colors, seen, at);
    }

    private static Decision<EnvironmentState> SeeEndpoints(
        EnvironmentPlan plan, EnvironmentState state, ColorAssignment colors, TrafficObservation seen, DateTimeOffset at)
    {
        var (own, other, weight) = colors.Preview is Color.Blue
            ? (seen.BlueReady, seen.GreenReady, seen.BlueWeightPercent)
            : (seen.GreenReady, seen.BlueReady, seen.GreenWeightPercent);
        if (own > 0 || other == 0 || colors.Active is null || (state.WeightPercent == 0 && weight == 0))
        {
            return new(state with { NotServingSince = null });
        }

        var since = state.NotServingSince ?? at;
        return at - since >= plan.Limits.NotServing
            ? GoBack(plan, state, at, Self, $"{colors.Preview.Label()} has users but no ready pod since {since:u}", ownFault: true)
            : new(state with { NotServingSince = since });
    }

    private static Decision<EnvironmentState> Judge(EnvironmentPlan plan, EnvironmentState state, Sampled sampled)
    {
        var before = state.Analysis;
        var judged = state with { Analysis = HealthJudge.Apply(plan, before, sampled.Readings, sampled.At, sampled.Compared, sampled.Old, sampled.Controls, sampled.MeasuredFrom) };
        judged = sampled.Traffic is null ? judged with { Analysis = judged.Analysis with { NextLookAt = before.NextLookAt } } : judged;
        var note = judged.Analysis.Verdict == before.Verdict ? null : $"{judged.Analysis.Verdict}: {judged.Analysis.Because}";
        var decided = judged.Analysis.Verdict switch
        {
            Verdict.Unhealthy => OnUnhealthy(plan, judged, before.Verdict, sampled.At),
            Verdict.Healthy => Credit(plan, judged, before.CreditedTo ?? before.LastAt, sampled.At),
            Verdict.Inconclusive or Verdict.NoData => new(judged with { Analysis = judged.Analysis with { CreditedTo = sampled.At } }),
        };
        decided = note is null ? decided : decided.After(note);
        // A row makes a report. Those above pool the evidence, and ask for the quiet intervals since before they decide.
        return judged.Analysis.Regression is { Evidence: { Pool: not Scope.Environment } evidence } now && RegressionJudge.IsNews(before.Regression, now)
            ? decided.After(RegressionText.Of(evidence))
            : decided;
    }

    /// <summary>Evidence of several environments weighs here as if it were this one's own.</summary>
    private static Decision<EnvironmentState> OnRegression(EnvironmentPlan plan, EnvironmentState state, RegressionFound found) =>
        state.Phase.IsWatched() && state.TrafficMoved && !IsRetired(state)
            ? OnUnhealthy(plan, Told(state, found.Reason), state.Analysis.Verdict, found.At)
            : new(state, $"{found.Reason}: nothing is left to do");

    /// <summary>Unhealthy as if it had been measured; before any user moved there is nothing to weigh.</summary>
    private static Decision<EnvironmentState> OnReject(EnvironmentPlan plan, EnvironmentState state, RejectRequested reject)
    {
        if (state.Back is not null || !(state.Phase.IsForward() || (state.Phase is EnvironmentPhase.Live && !IsRetired(state))))
        {
            return new(state, $"rejected by {reject.By}: nothing is left to do");
        }

        if (!state.TrafficMoved)
        {
            return GoBack(plan, state, reject.At, reject.By, reject.Reason, ownFault: true);
        }

        return OnUnhealthy(plan, Told(state, reject.Reason), state.Analysis.Verdict, reject.At);
    }

    /// <summary>Unhealthy as those above found: nothing that is measured here takes it back, only a person who has it judged anew.</summary>
    private static EnvironmentState Told(EnvironmentState state, string reason) => state with
    {
        Analysis = state.Analysis with { Verdict = Verdict.Unhealthy, Because = reason, Alert = reason },
    };

    private static bool IsAlert(EnvironmentPlan plan, EnvironmentState state) =>
        state.Phase is EnvironmentPhase.Live && (plan.Rollback.AfterSuccess is AfterSuccess.Alert || state.Colors?.Active is null);

    private static Decision<EnvironmentState> OnUnhealthy(EnvironmentPlan plan, EnvironmentState state, Verdict before, DateTimeOffset at)
    {
        var because = state.Analysis.Because;
        state = state with { ProvenHeld = TimeSpan.Zero };
        if (IsAlert(plan, state))
        {
            return before is Verdict.Unhealthy ? new(state) : new(state, $"alert: {because}");
        }

        if (plan.Rollback.Automatic)
        {
            return GoBack(plan, state, at, Self, because, ownFault: true);
        }

        return state.Pause is { Kind: PauseKind.Unhealthy }
            ? new(state)
            : new(state with { Pause = new(PauseKind.Unhealthy, Self, because, at) }, $"paused: {because}");
    }

    /// <summary>
    /// Healthy time counts for the hold and the proof, up to an interval after every source last answered. What came after that counts
    /// once they answer again, an interval of it at most: a source that takes its time delays nothing.
    /// </summary>
    private static Decision<EnvironmentState> Credit(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset? last, DateTimeOffset at)
    {
        var until = state.NotServingSince is null ? HealthJudge.AnsweredUntil(plan, state.Analysis, at) : at;
        var from = last ?? at;
        state = state with { Analysis = state.Analysis with { CreditedTo = until > from || at < from ? until : from } };
        if (state.NotServingSince is not null)
        {
            return new(state);
        }

        // What was sampled before the step's weight was there says nothing about the step.
        var sinceWeight = CreditOf(plan, from > state.PhaseSince ? from : state.PhaseSince, until);
        var sinceLast = CreditOf(plan, from, until);
        var held = IsHolding(state) && state.Pause is null ? state with { Held = state.Held + sinceWeight } : state;
        held = held is { WeightPercent: 100, Pause: not { Kind: PauseKind.Unhealthy } }
            ? held with { ProvenHeld = held.ProvenHeld + (held.Phase is EnvironmentPhase.Shifting ? sinceWeight : sinceLast) }
            : held;
        var proven = held.ProvenAt is null && held.ProvenHeld >= plan.ProvenAfter;
        held = proven ? Prove(held, at) : held;
        var decided = IsHolding(held) && held.Pause is null && held.Held >= HoldOf(plan, held)
            ? Advance(plan, held, at)
            : new(held);
        return proven ? decided.After("proven") : decided;
    }

    /// <summary>At most one interval, and nothing where the clock was set back, as it may be after a move to another server.</summary>
    private static TimeSpan CreditOf(EnvironmentPlan plan, DateTimeOffset from, DateTimeOffset at) =>
        at <= from ? TimeSpan.Zero : at - from < plan.Analysis.Interval ? at - from : plan.Analysis.Interval;

    private static Decision<EnvironmentState> OnTimePassed(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset at)
    {
        if (EnvironmentDeadlines.Of(plan, state) is not { } deadline || at < deadline)
        {
            return new(state);
        }

        if (state.Phase is EnvironmentPhase.Live)
        {
            return state.Colors?.Active is { } previous
                ? new(
                    Perform(state, new RetirePrevious(NextForwardTurn(state), new ColorOrder(state.Colors.Preview, previous, at + plan.Limits.Ready))),
                    $"keepPrevious is over: {previous.Label()} is scaled down")
                : Retire(state, "keepPrevious is over");
        }

        if (state.JobWait is { } wait)
        {
            return OnSharedJobUntold(state, wait, at);
        }

        if (IsHolding(state))
        {
            var why = $"not Healthy for {DurationText.Of(HoldOf(plan, state))} within its limit: {state.Analysis.Because}";
            return new(state with { Pause = new(PauseKind.HoldLimit, Self, why, at) }, $"paused: {why}");
        }

        var reason = state.UnreachableSince is null ? $"{state.Phase} took longer than its limit" : state.Reason!;
        return GoBack(plan, state, at, Self, reason, ownFault: true);
    }
}
