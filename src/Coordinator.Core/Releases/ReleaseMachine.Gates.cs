using System.Collections.Immutable;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Releases;

public sealed partial class ReleaseMachine
{
    /// <summary>Checks of the gate before a wave; empty for none.</summary>
    private static ImmutableArray<CheckSpec> GateChecks(ReleasePlan plan, int wave) => plan.Waves[wave].Gate?.Checks ?? [];

    private static GateState GateOf(ReleasePlan plan, ReleaseState state, int wave) =>
        state.Gates.GetValueOrDefault(plan.Waves[wave].Name) ?? new();

    /// <summary>Index of the wave whose gate a failed check shuts; null for none.</summary>
    private static int? ShutGate(ReleasePlan plan, ReleaseState state) =>
        CurrentWave(plan, state) is { } wave && GateOf(plan, state, wave).Failure is not null && !IsOpen(plan, state, wave) ? wave : null;

    /// <summary>Begins the next check of the gate before the current wave, last of all that holds it back: what it finds is to be
    /// true when environments start. What nobody waits for any more is cut off.</summary>
    private static ReleaseState RunGate(ReleasePlan plan, ReleaseState state, DateTimeOffset at, ImmutableArray<string>.Builder notes)
    {
        var mayStart = state is { IsCurrent: true, Stop: null, Back: null, SupersededBy: null } && !state.Phase.IsEnded();
        if (!mayStart || CurrentWave(plan, state) is not { } wave || !IsApproved(plan, state, wave) || IsOpen(plan, state, wave))
        {
            return state.Gate is null ? state : state with { Gate = null };
        }

        var gate = GateOf(plan, state, wave);
        if (state.Gate is not null || state.Pause is not null || gate.Failure is not null)
        {
            return state;
        }

        var check = GateChecks(plan, wave)[gate.Cursor];
        notes.Add($"checks at the gate of wave {plan.Waves[wave].Name}: {check.Name}");
        var turn = state.GateTurn + 1;
        return state with
        {
            GateTurn = turn,
            Gate = new(turn, plan.Waves[wave].Name, gate.Cursor, at + CheckLimits.Total(plan.Limits, check)),
        };
    }

    private static Decision<ReleaseState> OnGateCheck(ReleasePlan plan, ReleaseState state, GateCheckEnded ended) =>
        state.Gate is { } run && run.Turn == ended.Turn
            ? OnGateResult(plan, state, run, ended.Result, ended.At)
            : new(state, "late answer GateCheckEnded ignored");

    private static Decision<ReleaseState> OnGateRefused(ReleasePlan plan, ReleaseState state, GateCheckRefused refused) =>
        state.Gate is { } run && run.Turn == refused.Turn
            ? OnGateResult(plan, state, run, Failed(plan, run, refused.Refusal.Message, refused.At), refused.At)
            : new(state, "late answer GateCheckRefused ignored");

    private static Decision<ReleaseState> OnGateFaulted(ReleasePlan plan, ReleaseState state, GateCheckFaulted faulted)
    {
        if (state.Gate is not { } run || run.Turn != faulted.Turn)
        {
            return new(state);
        }

        return faulted.At >= run.Deadline
            ? OnGateResult(plan, state, run, Failed(plan, run, $"it could not be run: {faulted.Message}", faulted.At), faulted.At)
            : run.Fault == faulted.Message ? new(state)
            : new(state with { Gate = run with { Fault = faulted.Message } }, $"the gate of wave {run.Wave} waits: {faulted.Message}");
    }

    private static Decision<ReleaseState> OnGateResult(
        ReleasePlan plan, ReleaseState state, GateRun run, CheckResult result, DateTimeOffset at)
    {
        var gate = state.Gates.GetValueOrDefault(run.Wave) ?? new();
        var kept = gate with
        {
            Cursor = result.Outcome is CheckOutcome.Fail ? run.Index : run.Index + 1,
            Results = gate.Results.RemoveAll(one => one.Name == result.Name).Add(result),
        };
        var said = result.Outcome switch
        {
            CheckOutcome.Pass => $"passed check {result.Name} at the gate of wave {run.Wave}: {result.Details}",
            CheckOutcome.Warn => $"warning, check {result.Name} at the gate of wave {run.Wave}: {result.Details}",
            CheckOutcome.Fail => $"the gate of wave {run.Wave} is shut: check {result.Name}: {result.Details}",
        };
        return Drive(plan, state with { Gates = state.Gates.SetItem(run.Wave, kept), Gate = null }, at).After(said);
    }

    private static CheckResult Failed(ReleasePlan plan, GateRun run, string details, DateTimeOffset at)
    {
        var check = plan.Waves.First(wave => wave.Name == run.Wave).Gate!.Checks[run.Index];
        var outcome = check.OnFailure is OnFailure.Warn ? CheckOutcome.Warn : CheckOutcome.Fail;
        return new(CheckStage.Gate, check.Name, check.Kind, outcome, CheckResult.Bounded(details), at, TimeSpan.Zero, 1);
    }

    /// <summary>All checks of the gate run again: what passed before may not hold any more.</summary>
    private static ReleaseState OpenGate(ReleasePlan plan, ReleaseState state, int wave)
    {
        var name = plan.Waves[wave].Name;
        return state with { Gates = state.Gates.SetItem(name, new()) };
    }

    private static bool CanRetryGate(ReleasePlan plan, ReleaseState state, ActionRequested action) =>
        action.Environment is null && state.Back is null && ShutGate(plan, state) is { } wave
        && (action.Wave is null || action.Wave == plan.Waves[wave].Name);
}
