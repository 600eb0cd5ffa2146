using Coordinator.Core.Analysis;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Environments;

public sealed partial class EnvironmentMachine
{
    private static Decision<EnvironmentState> OnPreflight(EnvironmentPlan plan, EnvironmentState state, PreflightAnswered answer)
    {
        // The cluster may know a higher turn than a database that was restored: nothing of ours may stay below it.
        var seen = answer.Report.Colors;
        var decided = ColorDecision.Decide(seen, TargetOf(plan));
        var raised = state with { Turn = Math.Max(state.Turn, seen.Turn) };
        if (decided.Assignment is { Active: { } serving } found)
        {
            if (IsOwn(plan, seen, serving))
            {
                return GoOnServing(plan, raised, answer, serving);
            }

            raised = HasOwnUsers(plan, seen, found.Preview) ? raised with { Colors = found, PreviewTouched = true, TrafficMoved = true } : raised;
        }

        var failed = answer.Report.Findings.Where(finding => !finding.Passed).Select(finding => finding.Message).ToList();
        if (failed.Count > 0)
        {
            return GoBack(plan, raised, answer.At, Self, $"preflight: {string.Join("; ", failed)}", ownFault: true);
        }

        return decided switch
        {
            { Refusal: { Code: ColorRefusal.AdoptionNeeded or ColorRefusal.OtherOwner } refusal } => GoBack(plan, raised, answer.At, Self, $"{refusal.Code}: {refusal.Message}", ownFault: true),
            { Refusal: { } refusal } => Block(raised, $"{refusal.Code}: {refusal.Message}", answer.At),
            { Assignment: { } colors } => Advance(plan, raised with { Colors = colors }, answer.At).After(Describe(colors))
                .After([.. answer.Report.Findings.Where(finding => finding.IsWarning).Select(finding => finding.Message)]),
            _ => throw new InvalidOperationException("a color decision is an assignment or a refusal"),
        };
    }

    private static ColorTarget TargetOf(EnvironmentPlan plan) =>
        new(plan.Target.Namespace, plan.Target.Service, plan.BlueGreen.ColorLabel, plan.Owner, plan.Target.Adopt);

    private static string Describe(ColorAssignment colors) => colors.Active is { } active
        ? $"{active.Label()} serves{(colors.Adopt ? " after it is taken over" : "")}, {colors.Preview.Label()} is next"
        : $"first install in {colors.Preview.Label()}";

    private static Decision<EnvironmentState> OnWorkDone(EnvironmentPlan plan, EnvironmentState state, WorkDone done) =>
        state.Pending switch
        {
            RemovePreview => Finish(state, done.At, done.Report.Message),
            AdoptWorkload when state.Phase is EnvironmentPhase.RollingBack
                => CleanUp(plan, state with { Adopting = false }, done.At).After(done.Report.Message),
            AdoptWorkload => Advance(plan, state with { Adopting = false }, done.At).After(done.Report.Message),
            RetirePrevious => Retire(state, done.Report.Message),
            DeployPreview => Advance(plan, state with { Logs = done.Report.Logs, Images = done.Report.Images ?? state.Images }, done.At).After(done.Report.Message),
            FollowActive => new(state with { Pending = null }, done.Report.Message),
            EnsureCapacity => Advance(plan, state with { Autoscaled = done.Report.Autoscaled }, done.At).After(done.Report.Message),
            PrepareTarget => Advance(plan, state with { TrafficMoved = false }, done.At).After(done.Report.Message),
            SwitchWorkers => Advance(plan, state, done.At).After(done.Report.Message),
            _ => new(state, "late answer WorkDone ignored"),
        };

    private static Decision<EnvironmentState> OnPrepareJob(EnvironmentPlan plan, EnvironmentState state, PrepareJobEnded ended)
    {
        var kept = state with { Logs = ended.Logs ?? state.Logs };
        return ended switch
        {
            { Succeeded: true } => Advance(plan, kept, ended.At).After(ended.Message),
            { IsUnknown: true } => Block(kept, $"job-unknown: {ended.Message}", ended.At),
            _ => GoBack(plan, kept, ended.At, Self, ended.Message, ownFault: true),
        };
    }

    /// <summary>A check that fails ends the phase at once: in Validating users are on what failed it.</summary>
    private static Decision<EnvironmentState> OnCheck(EnvironmentPlan plan, EnvironmentState state, CheckEnded ended)
    {
        var result = ended.Result;
        var known = state.Checks.RemoveAll(one => one.Stage == result.Stage && one.Name == result.Name);
        var kept = state with { Checks = known.Add(result), Logs = result.Outcome is CheckOutcome.Pass ? state.Logs : ended.Logs ?? state.Logs };
        var said = $"check {result.Name}: {result.Details}";
        return result.Outcome switch
        {
            CheckOutcome.Pass => Advance(plan, kept, ended.At).After($"passed {said}"),
            CheckOutcome.Warn => Advance(plan, kept, ended.At).After($"warning, {said}"),
            CheckOutcome.Fail => GoBack(plan, kept, ended.At, Self, $"{said}", ownFault: true),
        };
    }

    private static Decision<EnvironmentState> OnChecks(EnvironmentPlan plan, EnvironmentState state, ChecksEnded ended)
    {
        var all = state with { Cursor = plan.ChecksOf(((RunChecks)state.Pending!).Stage).Length - 1 };
        return ended.Failures.IsEmpty
            ? Advance(plan, all, ended.At).After("all checks passed")
            : GoBack(plan, state, ended.At, Self, $"checks failed: {string.Join("; ", ended.Failures)}", ownFault: true);
    }

    private static Decision<EnvironmentState> OnShifted(EnvironmentPlan plan, EnvironmentState state, TrafficShifted shifted)
    {
        var weight = ((ShiftTraffic)state.Pending!).Order.WeightPercent;
        var measured = BeginAnalysis(plan, state with { WeightPercent = weight, PhaseSince = shifted.At, NotServingSince = null }, shifted.At);
        measured = measured with { Analysis = HealthJudge.TakeBaseline(plan, measured.Analysis, shifted.Before ?? [], shifted.OldBefore ?? [], shifted.At) };
        return Advance(plan, measured, shifted.At).After(Describe(plan, state.Colors!.Preview, weight, shifted.Observation));
    }

    /// <summary>What replicas give is seldom what was asked for.</summary>
    private static string Describe(EnvironmentPlan plan, Color preview, int weight, TrafficObservation seen)
    {
        var real = preview is Color.Blue ? seen.BlueWeightPercent : seen.GreenWeightPercent;
        return plan.BlueGreen.Router.Kind is RouterKind.Replicas && real != weight
            ? $"{real} % of the users are on {preview.Label()}, {weight} % was asked for"
            : $"{weight} % of the users are on {preview.Label()}";
    }

    private static Decision<EnvironmentState> OnRestored(EnvironmentPlan plan, EnvironmentState state, TrafficRestored restored)
    {
        var back = state with
        {
            WeightPercent = 0,
            ExposedSince = null,
            NotServingSince = null,
            HeldUpBy = null,
            Back = state.Back! with { RestoredAt = restored.At },
        };
        var where = state.Colors?.Active is { } active ? $"users are back on {active.Label()}" : "no color serves";
        return CleanUp(plan, back, restored.At).After(where);
    }

    /// <summary>keepPrevious is over: nothing is measured any more, so that what is not proven by now never counts as exposed again.</summary>
    private static Decision<EnvironmentState> Retire(EnvironmentState state, string message) => new(
        state with
        {
            Pending = null,
            KeepPreviousUntil = null,
            ExposedSince = null,
            Analysis = state.Analysis.Anew() with { Verdict = state.Analysis.Verdict, Because = state.Analysis.Because, Controls = [] },
        },
        message);
}
