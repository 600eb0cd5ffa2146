using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Tests.Environments.Exploration;

/// <summary>Everything that may happen to an environment in a state. Time is abstracted: each event comes 30 s after the one before,
/// or at the deadline.</summary>
internal static class Moves
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(30);

    public static IEnumerable<Move> Of(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset now, int number)
    {
        var at = now + Tick;
        var moves = Commands(state, at, number).Concat(Answers(state, at)).Concat(Told(state, at, number)).Concat(Samples(plan, state, at));
        return EnvironmentDeadlines.Of(plan, state) is { } deadline
            ? moves.Append(new(Mover.Fortune, "TimePassed", new TimePassed(deadline > at ? deadline : at)))
            : moves;
    }

    /// <summary>Answers to earlier effects, and second answers to this one: none of them may change anything.</summary>
    public static IEnumerable<EnvironmentEvent> Late(EnvironmentState state, DateTimeOffset now)
    {
        var at = now + Tick;
        var turns = new List<long> { state.Turn - 1, state.Turn - 2, state.Turn + 1 };
        if (state.Pending is null)
        {
            turns.Add(state.Turn);
        }

        foreach (var turn in turns)
        {
            yield return new PreflightAnswered(at, turn, new("v1.36.0", [], Found.Serving("blue")));
            yield return new WorkDone(at, turn, new(2, "done"));
            yield return new PrepareJobEnded(at, turn, true, "");
            yield return new ChecksEnded(at, turn, ["failed"]);
            yield return new TrafficShifted(at, turn, new("green", "green", 0, 100, 2, 2, 4, turn, null, null));
            yield return new TrafficRestored(at, turn, new("blue", "blue", 100, 0, 2, 2, 4, turn, null, null));
            yield return new EffectRefused(at, turn, new(RefusalKind.Rejected, "no"));
            yield return new EffectFaulted(at, turn, "timeout");
            if (turn != state.Turn)
            {
                yield return new Sampled(at, turn, [new ScalarReading("errors", 1)], null);
            }
        }
    }

    private static IEnumerable<Move> Commands(EnvironmentState state, DateTimeOffset at, int number)
    {
        var release = state.Release ?? "r";
        var id = $"{release}/{number}";
        yield return new(Mover.Person, "AbortRequested", new AbortRequested(at, id, release, "ada", "why"));
        yield return new(Mover.Person, "PauseRequested", new PauseRequested(at, id, release, "ada", "why"));
        yield return new(Mover.Person, "ResumeRequested", new ResumeRequested(at, id, release, "ada", "why"));
        yield return new(Mover.Person, "PromoteRequested", new PromoteRequested(at, id, release, "ada", "why"));
        yield return new(Mover.Person, "RetryRequested", new RetryRequested(at, id, release, "ada", "why"));
        yield return new(Mover.Person, "ReleaseEnded", new ReleaseEnded(at, id, release, "ada", "why"));
        yield return new(Mover.Misfortune, "RegressionFound", new RegressionFound(at, id, release, "coordinator", "regression"));
        yield return new(Mover.Misfortune, "RejectRequested", new RejectRequested(at, id, release, "coordinator", "another image"));
        yield return new(Mover.Person, "StartRequested", new StartRequested(at, $"{release}x/{number}", $"{release[..1]}{number}", "ada", "why", "digest"));
    }

    /// <summary>The region tells how the Job ended that is waited for.</summary>
    private static IEnumerable<Move> Told(EnvironmentState state, DateTimeOffset at, int number) => state.JobWait is not { } wait
        ? []
        : Enum.GetValues<JobOutcome>().Select(outcome => new Move(
            outcome is JobOutcome.Succeeded ? Mover.Fortune : Mover.Misfortune,
            $"SharedJobTold{(outcome is JobOutcome.Succeeded ? "" : $" ({outcome.ToString().ToLowerInvariant()})")}",
            new SharedJobTold(at, $"job/{number}", state.Release!, "coordinator", "it ended", new(wait.Job, outcome))));

    private static IEnumerable<Move> Answers(EnvironmentState state, DateTimeOffset at)
    {
        if (state.Pending is not { } effect)
        {
            return [];
        }

        var turn = effect.Turn;
        return Successes(effect, at).Concat(effect is RunPreflight ? [] : Refusals(effect, at))
            .Append(new(Mover.Misfortune, "EffectFaulted", new EffectFaulted(at, turn, "timeout")));
    }

    private static IEnumerable<Move> Successes(EnvironmentEffect effect, DateTimeOffset at)
    {
        var turn = effect.Turn;
        switch (effect)
        {
            case RunPreflight:
                foreach (var colors in (ColorObservation[])[Found.Serving("blue"), Found.Nothing, Found.Uncolored])
                {
                    yield return new(Mover.Fortune, "PreflightAnswered", new PreflightAnswered(at, turn, new("v1", [], colors)));
                }

                var split = Found.Serving("blue") with { RecordedActive = "green" };
                yield return new(Mover.Misfortune, "PreflightAnswered (split)", new PreflightAnswered(at, turn, new("v1", [], split)));
                yield return new(
                    Mover.Misfortune, "PreflightAnswered (failed)",
                    new PreflightAnswered(at, turn, new("v1", [new("nodes", false, "no node")], Found.Serving("blue"))));
                break;
            case RunPrepareJob:
                yield return new(Mover.Fortune, "PrepareJobEnded", new PrepareJobEnded(at, turn, true, "done"));
                yield return new(Mover.Misfortune, "PrepareJobEnded (failed)", new PrepareJobEnded(at, turn, false, "exit 1"));
                yield return new(
                    Mover.Misfortune, "PrepareJobEnded (unknown)", new PrepareJobEnded(at, turn, false, "it is gone", IsUnknown: true));
                break;
            case RunChecks:
                yield return new(Mover.Fortune, "CheckEnded", new CheckEnded(at, turn, Given.Result(CheckOutcome.Pass)));
                yield return new(Mover.Misfortune, "CheckEnded (failed)", new CheckEnded(at, turn, Given.Result(CheckOutcome.Fail)));
                yield return new(Mover.Fortune, "CheckEnded (warning)", new CheckEnded(at, turn, Given.Result(CheckOutcome.Warn)));
                break;
            case ShiftTraffic:
                yield return new(Mover.Fortune, "TrafficShifted", new TrafficShifted(at, turn, new("green", "green", 0, 100, 2, 2, 4, turn, null, null)));
                break;
            case RestoreTraffic:
                yield return new(Mover.Fortune, "TrafficRestored", new TrafficRestored(at, turn, new("blue", "blue", 100, 0, 2, 2, 4, turn, null, null)));
                break;
            default:
                yield return new(Mover.Fortune, "WorkDone", new WorkDone(at, turn, new(2, "done", "log")));
                break;
        }
    }

    private static IEnumerable<Move> Refusals(EnvironmentEffect effect, DateTimeOffset at)
    {
        var turn = effect.Turn;
        foreach (var kind in Enum.GetValues<RefusalKind>())
        {
            IEnumerable<Refusal> refusals = kind switch
            {
                RefusalKind.StaleTurn =>
                    [new(kind, "stale", (turn + 1) | 1), new(kind, "stale", turn + 8), new(kind, "stale", turn + 8, "green")],
                RefusalKind.ForeignChange => [new(kind, "foreign", null, "blue", "kubectl"), new(kind, "foreign", null, "purple", "kubectl")],
                _ => [new(kind, "refused")],
            };
            foreach (var refusal in refusals)
            {
                yield return new(Mover.Misfortune, $"EffectRefused ({kind})", new EffectRefused(at, turn, refusal));
            }
        }
    }

    private static IEnumerable<Move> Samples(EnvironmentPlan plan, EnvironmentState state, DateTimeOffset at)
    {
        if (EnvironmentDeadlines.NextSample(plan, state) is null)
        {
            yield break;
        }

        var kind = plan.BlueGreen.Router.Kind;
        var fine = Found.Traffic(state, state.WeightPercent, kind: kind);
        Move Sample(Mover by, string what, TrafficObservation? traffic, double? value, string? fault = null) => new(
            by, $"Sampled ({what})",
            new Sampled(at, state.Turn, value is { } some ? [new ScalarReading("errors", some)] : [], traffic, fault));
        yield return Sample(Mover.Fortune, "healthy", fine, 0);
        yield return Sample(Mover.Misfortune, "the serving colour grew", fine with { BluePods = 2, GreenPods = 4 }, 0);
        yield return Sample(Mover.Misfortune, "unhealthy", fine, 1);
        yield return Sample(Mover.Misfortune, "no number", fine, double.NaN);
        yield return Sample(Mover.Misfortune, "no answer", null, null, "timeout");
        yield return Sample(Mover.Misfortune, "no ready pod", Found.Traffic(state, Math.Max(1, state.WeightPercent), ready: 0, kind: kind), null);
        yield return Sample(Mover.Misfortune, "moved back by someone", fine with { SelectorColor = "blue", Manager = "kubectl" }, null);
        yield return Sample(Mover.Misfortune, "moved elsewhere by someone", fine with { SelectorColor = "purple", Manager = "kubectl" }, null);
        yield return Sample(
            Mover.Misfortune, "own rollback found", Found.Traffic(state, 0, kind: kind) with { Turn = (state.Turn + 1) | 1 }, null);
        if (!RouteObservation.IsUsedBy(kind) || state.WeightPercent == 0)
        {
            yield break;
        }

        yield return Sample(Mover.Misfortune, "own rollback found half way", Found.ForeignRoute(state, 0, 100) with { Turn = (state.Turn + 1) | 1 }, null);
        yield return Sample(Mover.Misfortune, "weight taken back by someone", Found.ForeignRoute(state, 0, 100), null);
        yield return Sample(Mover.Misfortune, "weight raised by someone", Found.ForeignRoute(state, 100, 100), null);
        yield return Sample(Mover.Misfortune, "route gone", Found.ForeignRoute(state, null, null), null);
    }
}
