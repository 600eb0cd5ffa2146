using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

/// <summary>
/// Tells an environment's story: commands, answers, samples and time in order. Each event goes through the recorder, and what
/// holds after every event is checked after every event.
/// </summary>
internal sealed class EnvironmentScript
{
    private readonly EnvironmentPlan plan;
    private readonly Recorder<EnvironmentPlan, EnvironmentState, EnvironmentEvent> recorder = new(new EnvironmentMachine());
    private int commands;

    public EnvironmentScript(EnvironmentPlan plan, EnvironmentState? state = null)
    {
        this.plan = plan;
        Record = recorder.Initial(Key.ToString());
        Record = state is null ? Record : Record with { State = state };
    }

    public ActorRecord<EnvironmentState, EnvironmentEvent> Record { get; private set; }

    public EnvironmentState State => Record.State;

    public DateTimeOffset Now { get; private set; } = Epoch;

    /// <summary>Sentences of the last event.</summary>
    public string Said { get; private set; } = "";

    public EnvironmentScript Apply(EnvironmentEvent happened)
    {
        var before = Record;
        var context = recorder.Machine.ContextOf(State, happened) is null ? null : plan;
        var recorded = recorder.Apply(Key.ToString(), context, Record, happened);
        Record = recorded.Record;
        Said = Record.Sequence > before.Sequence ? Record.Outbox[^1].Summary : "";
        EnvironmentRules.Check(before.State, State, happened, recorded);
        return this;
    }

    public EnvironmentScript After(TimeSpan time)
    {
        Now += time;
        return this;
    }

    /// <summary>Time passes and the clock rings.</summary>
    public EnvironmentScript Wait(TimeSpan time) => After(time).Apply(new TimePassed(Now));

    public EnvironmentScript Start(string release = "r1") =>
        Apply(new StartRequested(Now, Id(), release, "ada", "", plan.Version));

    public EnvironmentScript Abort(string release = "r1") => Apply(new AbortRequested(Now, Id(), release, "ada", "looks wrong"));

    public EnvironmentScript Pause() => Apply(new PauseRequested(Now, Id(), "r1", "ada", "lunch"));

    public EnvironmentScript Resume() => Apply(new ResumeRequested(Now, Id(), "r1", "ada", "back"));

    public EnvironmentScript Promote() => Apply(new PromoteRequested(Now, Id(), "r1", "ada", "sure"));

    public EnvironmentScript Retry() => Apply(new RetryRequested(Now, Id(), "r1", "ada", "repaired"));

    public EnvironmentScript ReleaseEnds() => Apply(new ReleaseEnded(Now, Id(), "r1", "coordinator", "over"));

    public EnvironmentScript PreflightFinds(ColorObservation colors, params string[] failures) => Apply(new PreflightAnswered(
        Now, State.Turn, new("v1.36.0", [.. failures.Select(failure => new PreflightFinding("code", false, failure))], colors)));

    public EnvironmentScript PreflightFinds(string selector) => PreflightFinds(Found.Serving(selector));

    public EnvironmentScript Done(string? logs = null) => Apply(new WorkDone(Now, State.Turn, new(2, "done", logs)));

    public EnvironmentScript JobEnds(bool succeeded = true) => Apply(new PrepareJobEnded(Now, State.Turn, succeeded, "exit code"));

    public EnvironmentScript ChecksEnd(params string[] failures) => Apply(new ChecksEnded(Now, State.Turn, [.. failures]));

    public EnvironmentScript CheckEnds(CheckOutcome outcome = CheckOutcome.Pass, string? logs = null)
    {
        var running = (RunChecks)State.Pending!;
        var check = (running.Stage is CheckStage.Preview ? plan.Checks.Preview : plan.Checks.Validation)[running.Index];
        return Apply(new CheckEnded(Now, State.Turn, Given.Result(outcome, check.Name, running.Stage), logs));
    }

    public EnvironmentScript Shifted() => Apply(
        new TrafficShifted(Now, State.Turn, Found.Traffic(State, (State.Pending as ShiftTraffic)?.Order.WeightPercent ?? 100, kind: plan.BlueGreen.Router.Kind)));

    public EnvironmentScript Restored() => Apply(new TrafficRestored(Now, State.Turn, Found.Traffic(State, 0)));

    public EnvironmentScript Refused(RefusalKind kind, long? turn = null, string? color = null, string? manager = null) =>
        Apply(new EffectRefused(Now, State.Turn, new(kind, $"refused as {kind}", turn, color, manager)));

    public EnvironmentScript Faulted(string message = "connection refused") => Apply(new EffectFaulted(Now, State.Turn, message));

    /// <summary>A sample with one value of each metric, and traffic as the state believes it to be.</summary>
    public EnvironmentScript Sample(double value) =>
        Sees(Found.Traffic(State, State.WeightPercent, kind: plan.BlueGreen.Router.Kind), [.. plan.Analysis.Metrics.Select(metric => new ScalarReading(metric.Name, value))]);

    public EnvironmentScript Sees(TrafficObservation traffic, params MetricReading[] readings) =>
        Apply(new Sampled(Now, State.Turn, [.. readings], traffic));

    /// <summary>Healthy samples for a time, one an interval.</summary>
    public EnvironmentScript HealthyFor(TimeSpan time)
    {
        for (var end = Now + time; Now < end;)
        {
            After(Seconds(Math.Min(30, (end - Now).TotalSeconds))).Sample(0.01);
        }

        return this;
    }

    /// <summary>The way forward to a phase, everything answered at once; steps with a hold stop there.</summary>
    public EnvironmentScript Reach(EnvironmentPhase phase, ColorObservation? found = null)
    {
        Start();
        for (var round = 0; State.Phase != phase; round++)
        {
            Assert.True(round < 100, $"{phase} was not reached; stuck in {State.Phase} with {State.Pending}");
            _ = State.Pending switch
            {
                RunPreflight => PreflightFinds(found ?? Found.Serving("blue")),
                PrepareTarget or AdoptWorkload or DeployPreview or EnsureCapacity or SwitchWorkers => Done(),
                RunPrepareJob => JobEnds(),
                RunChecks => ChecksEnd(),
                ShiftTraffic => Shifted(),
                _ => After(Seconds(30)).Sample(0.01),
            };
        }

        return this;
    }

    public EnvironmentScript Is(EnvironmentPhase phase)
    {
        Assert.True(State.Phase == phase, $"expected {phase}, is {State.Phase}: {State.Back?.Reason ?? State.Reason}; {Said}");
        return this;
    }

    public EnvironmentScript Performs<TEffect>(Action<TEffect>? check = null)
        where TEffect : EnvironmentEffect
    {
        var effect = Assert.IsType<TEffect>(State.Pending);
        check?.Invoke(effect);
        return this;
    }

    public EnvironmentScript PerformsNothing()
    {
        Assert.Null(State.Pending);
        return this;
    }

    public EnvironmentScript Says(string part)
    {
        Assert.Contains(part, Said, StringComparison.Ordinal);
        return this;
    }

    public EnvironmentScript Holds(Action<EnvironmentState> check)
    {
        check(State);
        return this;
    }

    private string Id() => $"r1/{++commands}";
}
