using Coordinator.Core.Analysis;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Environments;

public sealed partial class EnvironmentMachine
{
    private const int CapacityCursor = 0;
    private const int TrafficCursor = 1;
    private const int HoldCursor = 2;
    private const int WorkersCursor = 3;
    private const int AdoptCursor = 1;
    private const int FirstJobCursor = 2;

    /// <summary>The piece of work at the cursor is done: on to the next, unless a pause holds it back.</summary>
    private static Decision<EnvironmentState> Advance(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset at)
    {
        // A following that is cut short begins anew at the next look.
        var idle = state with { Pending = null, FollowedTo = state.Pending is FollowActive ? 0 : state.FollowedTo };
        if (state.Pause is not null)
        {
            return new(idle with { AwaitsResume = true });
        }

        return idle.Phase switch
        {
            EnvironmentPhase.Preflight => Work(plan, Enter(idle, EnvironmentPhase.Preparing, at), at),
            EnvironmentPhase.Preparing or EnvironmentPhase.Shifting => Work(plan, idle with { Cursor = idle.Cursor + 1 }, at),
            EnvironmentPhase.Deploying => Work(plan, Enter(idle, EnvironmentPhase.Verifying, at), at),
            EnvironmentPhase.Verifying => Work(plan, Enter(idle, EnvironmentPhase.Shifting, at), at),
            EnvironmentPhase.Validating => Work(plan, Enter(idle, EnvironmentPhase.Baking, at), at),
            EnvironmentPhase.Baking => new(
                Enter(idle, EnvironmentPhase.Live, at) with
                {
                    // Live once more, after a block: the previous colour is kept as long as after the first time.
                    KeepPreviousUntil = idle.KeepPreviousUntil is null ? null : at + plan.BlueGreen.KeepPrevious,
                },
                "live"),
            EnvironmentPhase.Queued or EnvironmentPhase.Live or EnvironmentPhase.RollingBack or EnvironmentPhase.RolledBack
                or EnvironmentPhase.Failed or EnvironmentPhase.Skipped or EnvironmentPhase.Blocked
                => throw new InvalidOperationException($"{idle.Phase} has no next piece of work"),
        };
    }

    /// <summary>Begins the piece of work at the cursor, or passes on where there is none.</summary>
    private static Decision<EnvironmentState> Work(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset at) => state.Phase switch
    {
        EnvironmentPhase.Preparing => WorkPreparing(plan, state, at),
        EnvironmentPhase.Deploying => new(
            Perform(state with { PreviewTouched = true }, new DeployPreview(NextForwardTurn(state), Order(state, at + plan.Limits.Ready))),
            $"deploys {state.Colors!.Preview.Label()}"),
        EnvironmentPhase.Verifying => plan.Checks.Preview.IsEmpty
            ? Advance(plan, state, at)
            : new(Perform(state, new RunChecks(NextForwardTurn(state), CheckStage.Preview)), "checks the preview"),
        EnvironmentPhase.Shifting => WorkShifting(plan, state, at),
        EnvironmentPhase.Validating => plan.Checks.Validation.IsEmpty
            ? Advance(plan, state, at)
            : new(Perform(state, new RunChecks(NextForwardTurn(state), CheckStage.Validation)), "validates what users reach"),
        EnvironmentPhase.Baking => plan.Bake > TimeSpan.Zero ? new(state, $"bakes for {plan.Bake}") : Advance(plan, state, at),
        EnvironmentPhase.Queued or EnvironmentPhase.Preflight or EnvironmentPhase.Live or EnvironmentPhase.RollingBack
            or EnvironmentPhase.RolledBack or EnvironmentPhase.Failed or EnvironmentPhase.Skipped or EnvironmentPhase.Blocked
            => throw new InvalidOperationException($"{state.Phase} has no piece of work"),
    };

    private static Decision<EnvironmentState> WorkPreparing(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset at)
    {
        var turn = NextForwardTurn(state);
        var job = state.Cursor - FirstJobCursor;
        return state.Cursor switch
        {
            0 => new(Perform(state, new PrepareTarget(turn, Order(state, at + plan.Limits.Prepare))), "prepares the target"),
            AdoptCursor when state.Colors is { Adopt: true } => new(
                Perform(state with { Adopting = true }, new AdoptWorkload(turn, Order(state, at + plan.Limits.Ready))), "takes over the uncolored Deployment"),
            AdoptCursor => WorkPreparing(plan, state with { Cursor = FirstJobCursor }, at),
            _ when job < plan.Prepare.Length => plan.Prepare[job].Scope is Scope.Environment
                ? new(Perform(state, new RunPrepareJob(turn, job, at + plan.Prepare[job].Timeout)), $"runs {plan.Prepare[job].Name}")
                : WorkPreparing(plan, state with { Cursor = state.Cursor + 1 }, at),
            _ => Work(plan, Enter(state, EnvironmentPhase.Deploying, at), at),
        };
    }

    private static Decision<EnvironmentState> WorkShifting(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset at)
    {
        var turn = NextForwardTurn(state);
        var step = plan.BlueGreen.Steps[state.Step];
        switch (state.Cursor)
        {
            case CapacityCursor:
                return new(Perform(state, new EnsureCapacity(turn, Order(state, at + plan.Limits.Ready))), "brings the preview to the full count");
            case TrafficCursor:
                var order = new TrafficOrder(state.Colors!.Active, state.Colors.Preview, step.WeightPercent, at + plan.Limits.Shift);
                var moved = state with
                {
                    TrafficMoved = true,
                    ExposedSince = state.ProvenAt is null ? state.ExposedSince ?? at : null,
                    Analysis = state.Analysis.Since is null ? state.Analysis with { NextLookAt = at + plan.Limits.Look } : state.Analysis,
                };
                return new(Perform(moved, new ShiftTraffic(turn, order)), $"gives {state.Colors.Preview.Label()} {step.WeightPercent} % of the users");
            case HoldCursor when step.Hold > TimeSpan.Zero:
                return new(state, $"holds at {step.WeightPercent} % for {step.Hold}");
            case HoldCursor:
                return Advance(plan, state, at);
            case WorkersCursor when step.WeightPercent == 100 && !plan.Target.Workers.IsEmpty:
                return new(
                    Perform(state, new SwitchWorkers(turn, Order(state, at + plan.Limits.Ready))),
                    $"the workers of {state.Colors!.Preview.Label()} take over");
            default:
                return state.Step + 1 < plan.BlueGreen.Steps.Length
                    ? WorkShifting(plan, Enter(state, EnvironmentPhase.Shifting, at) with { Step = state.Step + 1 }, at)
                    : Work(plan, Enter(state, EnvironmentPhase.Validating, at), at);
        }
    }

    /// <summary>Writes the weight of the current step again, after a block or a restored database.</summary>
    private static Decision<EnvironmentState> GoOnShifting(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset at) =>
        WorkShifting(plan, Enter(state with { BlockedIn = null, Reason = null }, EnvironmentPhase.Shifting, at) with { Cursor = TrafficCursor }, at);

    private static ColorOrder Order(EnvironmentState state, DateTimeOffset deadline) =>
        new(state.Colors!.Active, state.Colors.Preview, deadline);

    private static bool IsHolding(EnvironmentState state) =>
        state is { Pending: null, Phase: EnvironmentPhase.Baking } or { Pending: null, Phase: EnvironmentPhase.Shifting, Cursor: HoldCursor };

    private static TimeSpan HoldOf(EnvironmentPlan plan, EnvironmentState state) =>
        state.Phase is EnvironmentPhase.Baking ? plan.Bake : plan.BlueGreen.Steps[state.Step].Hold;

    private static EnvironmentState Prove(EnvironmentState state, DateTimeOffset at) =>
        state with { ProvenAt = state.ProvenAt ?? at, ExposedSince = null };

    private static EnvironmentState BeginAnalysis(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset at) =>
        state with { Analysis = HealthJudge.Begin(plan, state.Analysis, at) };
}
