using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Jobs;
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
        var idle = state with { Pending = null, JobWait = null, FollowedTo = state.Pending is FollowActive ? 0 : state.FollowedTo };
        if (state.Pause is not null)
        {
            return new(idle with { AwaitsResume = true });
        }

        return idle.Phase switch
        {
            EnvironmentPhase.Preflight => Work(plan, Enter(idle, EnvironmentPhase.Preparing, at), at),
            EnvironmentPhase.Preparing or EnvironmentPhase.Verifying or EnvironmentPhase.Shifting or EnvironmentPhase.Validating => Work(plan, idle with { Cursor = idle.Cursor + 1 }, at),
            EnvironmentPhase.Deploying => Work(plan, Enter(idle, EnvironmentPhase.Verifying, at), at),
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
            Perform(state with { PreviewTouched = true }, new DeployPreview(NextForwardTurn(state), Order(plan, state, at + plan.Limits.Ready))),
            $"deploys {state.Colors!.Preview.Label()}"),
        EnvironmentPhase.Verifying => WorkChecks(plan, state, CheckStage.Preview, EnvironmentPhase.Shifting, at),
        EnvironmentPhase.Shifting => WorkShifting(plan, state, at),
        EnvironmentPhase.Validating => WorkChecks(plan, state, CheckStage.Validation, EnvironmentPhase.Baking, at),
        EnvironmentPhase.Baking => plan.Bake > TimeSpan.Zero ? new(state, $"bakes for {DurationText.Of(plan.Bake)}") : Advance(plan, state, at),
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
            0 => new(Perform(state, new PrepareTarget(turn, Order(plan, state, at + plan.Limits.Prepare))), "prepares the target"),
            AdoptCursor when state.Colors is { Adopt: true } => new(
                Perform(state with { Adopting = true }, new AdoptWorkload(turn, Order(plan, state, at + plan.Limits.Ready))), "takes over the uncolored Deployment"),
            AdoptCursor => WorkPreparing(plan, state with { Cursor = FirstJobCursor }, at),
            _ when job < plan.Prepare.Length => plan.Prepare[job].Scope is Scope.Environment
                ? new(
                    Perform(state, new RunPrepareJob(turn, job, JobDeadline(plan, plan.Prepare[job], at), state.Colors?.Preview)),
                    $"runs {plan.Prepare[job].Name}")
                : AwaitSharedJob(plan, state, plan.Prepare[job], at),
            _ => Work(plan, Enter(state, EnvironmentPhase.Deploying, at), at),
        };
    }

    /// <summary>One check after the other: each result is kept before the next begins.</summary>
    private static Decision<EnvironmentState> WorkChecks(
        EnvironmentPlan plan, EnvironmentState state, CheckStage stage, EnvironmentPhase next, DateTimeOffset at)
    {
        var checks = ChecksOf(plan, stage);
        if (state.Cursor >= checks.Length)
        {
            return Work(plan, Enter(state, next, at), at);
        }

        var check = checks[state.Cursor];
        var effect = new RunChecks(
            NextForwardTurn(state), stage, state.Cursor, state.Colors!.Preview, at + CheckLimits.Total(plan, check));
        return new(Perform(state, effect), $"checks {(stage is CheckStage.Preview ? "the preview" : "what users reach")}: {check.Name}");
    }

    private static ImmutableArray<CheckSpec> ChecksOf(EnvironmentPlan plan, CheckStage stage) => stage switch
    {
        CheckStage.Preview => plan.Checks.Preview,
        CheckStage.Validation => plan.Checks.Validation,
    };

    private static Decision<EnvironmentState> WorkShifting(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset at)
    {
        state = state with { Step = StepOf(plan, state) };
        var turn = NextForwardTurn(state);
        var step = plan.BlueGreen.Steps[state.Step];
        switch (state.Cursor)
        {
            case CapacityCursor:
                return new(Perform(state, new EnsureCapacity(turn, Order(plan, state, at + plan.Limits.Ready))), CapacityNote(plan, step));
            case TrafficCursor:
                var order = new TrafficOrder(state.Colors!.Active, state.Colors.Preview, step.WeightPercent, at + plan.Limits.Shift);
                var moved = state with
                {
                    TrafficMoved = true,
                    ExposedSince = state.ProvenAt is null ? state.ExposedSince ?? at : null,
                    Analysis = state.Analysis.Since is null ? state.Analysis with { NextLookAt = at + plan.Limits.Look } : state.Analysis,
                };
                return new(Perform(moved, new ShiftTraffic(turn, order, IsFirst: state.Analysis.Since is null)), $"gives {state.Colors.Preview.Label()} {step.WeightPercent} % of the users");
            case HoldCursor when step.Hold > TimeSpan.Zero:
                return new(state, $"holds at {step.WeightPercent} % for {DurationText.Of(step.Hold)}");
            case HoldCursor:
                return Advance(plan, state, at);
            case WorkersCursor when step.WeightPercent == 100 && !plan.Target.Workers.IsEmpty:
                return new(
                    Perform(state, new SwitchWorkers(turn, Order(plan, state, at + plan.Limits.Ready))),
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

    /// <summary>All attempts, and the time to get the Job there.</summary>
    private static DateTimeOffset JobDeadline(EnvironmentPlan plan, PrepareJobSpec job, DateTimeOffset at) =>
        at + plan.Limits.Prepare + JobLimits.Total(plan.Limits.OfAttempt(job.Timeout), job.Retries);

    /// <summary>A first install has no other colour to share with: it takes the last step, 100, at once.</summary>
    private static int StepOf(EnvironmentPlan plan, EnvironmentState state) =>
        state.Colors is { Active: null } ? plan.BlueGreen.Steps.Length - 1 : state.Step;

    private static ColorOrder Order(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset deadline) => new(
        state.Colors!.Active, state.Colors.Preview, deadline,
        plan.BlueGreen.Steps[StepOf(plan, state)].WeightPercent is < 100 and var weight ? weight : null);

    private static string CapacityNote(EnvironmentPlan plan, StepSpec step) =>
        plan.BlueGreen.Router.Kind is RouterKind.Replicas && step.WeightPercent < 100
            ? $"brings the preview to the replicas for {step.WeightPercent} %"
            : "brings the preview to the full count";

    private static bool IsHolding(EnvironmentState state) =>
        state is { Pending: null, Phase: EnvironmentPhase.Baking } or { Pending: null, Phase: EnvironmentPhase.Shifting, Cursor: HoldCursor };

    private static TimeSpan HoldOf(EnvironmentPlan plan, EnvironmentState state) =>
        state.Phase is EnvironmentPhase.Baking ? plan.Bake : plan.BlueGreen.Steps[state.Step].Hold;

    private static EnvironmentState Prove(EnvironmentState state, DateTimeOffset at) =>
        state with { ProvenAt = state.ProvenAt ?? at, ExposedSince = null };

    private static EnvironmentState BeginAnalysis(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset at) =>
        state with { Analysis = HealthJudge.Begin(plan, state.Analysis, at) };
}
