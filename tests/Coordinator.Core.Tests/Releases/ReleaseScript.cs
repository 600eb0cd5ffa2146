using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Applications;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Releases;

/// <summary>Tells a release's story with its application; environments are reports that the test writes.</summary>
internal sealed class ReleaseScript
{
    private readonly ReleaseMachine machine = new();
    private readonly ApplicationMachine applications = new();
    private readonly Dictionary<string, EnvironmentReport> reports = [];
    private long number;
    private int actions;

    public ReleaseScript(ReleasePlan plan, ApplicationState? application = null)
    {
        Plan = plan;
        State = machine.Initial(plan.Release);
        Application = application ?? applications.Initial(plan.Application);
        Apply(new ReleaseSubmitted(Now, "digest", "ada"));
    }

    public ReleasePlan Plan { get; }

    public ReleaseState State { get; private set; }

    public ApplicationState Application { get; set; }

    public DateTimeOffset Now { get; private set; } = Epoch;

    public string Said { get; private set; } = "";

    /// <summary>Waves of clusters, each <c>name</c> with capacity 1 and region <c>eu</c> unless it is written <c>name@region</c>.</summary>
    public static ReleasePlan Waves(params string[][] waves) => new()
    {
        Release = "r1",
        Application = "cart",
        Version = "2.0.0",
        Waves = [.. waves.Select((clusters, index) => new WavePlan($"w{index + 1}", 10, Minutes(10), null, new(), [.. clusters.Select(Environment)]))],
        Exposure = new(),
        RollbackScope = Scope.Environment,
        Steps = [new(100, TimeSpan.Zero)],
    };

    public static string KeyOf(string cluster) => $"{cluster}/shop/cart";

    public ReleaseScript Apply(ReleaseEvent happened)
    {
        var decision = machine.Decide(Plan, State, happened);
        Assert.Equal(CoreJson.Write(decision.State), CoreJson.Write(CoreJson.Read<ReleaseState>(CoreJson.Write(decision.State))));
        State = decision.State;
        Said = string.Join("; ", decision.Notes);
        return this;
    }

    /// <summary>Asks the application and hears its answer, until nothing more comes of it.</summary>
    public ReleaseScript Ask()
    {
        for (var before = (ReleaseState?)null; !ReferenceEquals(before, State) && !State.Phase.IsEnded();)
        {
            before = State;
            Application = applications.Decide(null, Application, new ReleaseQueued(Now, Plan.Release, Plan.Supersede)).State;
            var request = ReleaseMachine.Request(Plan, State, ++number, Now);
            Application = applications.Decide(null, Application, request).State;
            Apply(new PermitsAnswered(Now, ApplicationMachine.Answer(Application, request)));
        }

        if (State.Phase.IsEnded())
        {
            Application = applications.Decide(null, Application, new ReleaseLeft(Now, Plan.Release)).State;
        }

        return this;
    }

    public ReleaseScript After(TimeSpan time)
    {
        Now += time;
        return this;
    }

    /// <summary>The environment confirms everything and is in a phase.</summary>
    public ReleaseScript Reports(string cluster, EnvironmentPhase phase, Func<EnvironmentReport, EnvironmentReport>? change = null)
    {
        var key = KeyOf(cluster);
        var before = reports.GetValueOrDefault(key);
        var report = new EnvironmentReport
        {
            Key = EnvironmentKey.Parse(key),
            Release = Plan.Release,
            Revision = (before?.Revision ?? 0) + 1,
            Phase = phase,
            TrafficMoved = phase is EnvironmentPhase.Shifting or EnvironmentPhase.Validating or EnvironmentPhase.Baking or EnvironmentPhase.Live
                or EnvironmentPhase.RollingBack or EnvironmentPhase.RolledBack,
            Commands = [.. before?.Commands ?? [], .. State.Members[key].Open.Select(open => open.Id)],
        };
        reports[key] = change?.Invoke(report) ?? report;
        return Apply(new EnvironmentsReported(Now, [reports[key]]));
    }

    public ReleaseScript Proven(string cluster) => Reports(cluster, EnvironmentPhase.Live, report => report with { Proven = true, Verdict = Verdict.Healthy });

    /// <summary>The environment went back by its own fault.</summary>
    public ReleaseScript GoesBack(string cluster, EnvironmentPhase phase = EnvironmentPhase.RolledBack, bool ownFault = true) =>
        Reports(cluster, phase, report => report with { Back = new("coordinator", "5xx", Now, Now, ownFault) });

    /// <summary>The environment is the property of another release.</summary>
    public ReleaseScript IsTaken(string cluster, string release) => Reports(cluster, EnvironmentPhase.Live, report => report with { Release = release });

    public ReleaseScript Acts(ReleaseAction action, string by = "bob", string role = "releaser", string? wave = null, string? environment = null) =>
        Apply(new ActionRequested(Now, $"a{++actions}", action, by, [role], wave, environment is null ? null : KeyOf(environment), "because"));

    public ReleaseScript Is(ReleasePhase phase)
    {
        Assert.True(State.Phase == phase, $"expected {phase}, is {State.Phase}: {Said}");
        return this;
    }

    public ReleaseScript Says(string part)
    {
        Assert.Contains(part, Said, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Exactly these environments have an unconfirmed directive of the kind.</summary>
    public ReleaseScript Directs(DirectiveKind kind, params string[] clusters)
    {
        Assert.Equal(
            clusters.Select(KeyOf).Order(StringComparer.Ordinal),
            State.Members.Where(member => member.Value.Open.Any(open => open.Kind == kind)).Select(member => member.Key));
        return this;
    }

    public ReleaseScript Holds(Action<ReleaseState> check)
    {
        check(State);
        return this;
    }

    private static PlannedEnvironment Environment(string cluster) => cluster.Split('@') is [var name, var region]
        ? new(EnvironmentKey.Parse(KeyOf(name)), region, 1, $"plan of {name}")
        : new(EnvironmentKey.Parse(KeyOf(cluster)), "eu", 1, $"plan of {cluster}");
}
