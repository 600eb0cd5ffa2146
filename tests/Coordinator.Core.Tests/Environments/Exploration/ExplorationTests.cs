using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments.Exploration;

public sealed class ExplorationTests(ITestOutputHelper output)
{
    /// <summary>Going back by itself; every phase has work to do.</summary>
    internal static readonly Lazy<Explorer> Automatic = new(() => Run(Steps.WithChecks().WithJobs("migrate")));

    /// <summary>Never going back by itself; weights by replicas, whose selector names no colour between; workers change
    /// over.</summary>
    internal static readonly Lazy<Explorer> Manual = new(() => Run(
        WithWorkers(Steps with { BlueGreen = Steps.BlueGreen with { Router = new(RouterKind.Replicas) } }).WithRollback(rollback => rollback with { Automatic = false, AfterSuccess = AfterSuccess.Alert })));

    /// <summary>The shortest way, with a Job that the region runs once for all.</summary>
    internal static readonly Lazy<Explorer> Shared = new(() => Run(Plan().WithSharedJob("seed")));

    /// <summary>Two steps with a hold, take-over allowed: the widest way.</summary>
    private static EnvironmentPlan Steps => Plan(new(50, Seconds(30)), new(100, Seconds(30))) with
    {
        BlueGreen = Plan(new(50, Seconds(30)), new(100, Seconds(30))).BlueGreen with { Router = new(RouterKind.GatewayApi, "cart") },
        Bake = Seconds(30),
        ProvenAfter = Seconds(60),
        Target = new()
        {
            Namespace = "shop",
            Service = "cart",
            Adopt = true,
        },
    };

    [Fact]
    public void Every_reachable_state_keeps_the_rules_and_reaches_an_end() => Check(
        Automatic.Value, [.. Enum.GetValues<EnvironmentPhase>().Except([EnvironmentPhase.Skipped])]);

    [Fact]
    public void Every_reachable_state_without_automatic_rollback_keeps_the_rules_and_reaches_an_end() => Check(
        Manual.Value, [EnvironmentPhase.Live, EnvironmentPhase.RolledBack, EnvironmentPhase.Failed, EnvironmentPhase.Blocked]);

    [Fact]
    public void Every_reachable_state_with_a_Job_of_the_region_keeps_the_rules_and_reaches_an_end() => Check(
        Shared.Value, [EnvironmentPhase.Live, EnvironmentPhase.RolledBack, EnvironmentPhase.Failed, EnvironmentPhase.Blocked]);

    private static EnvironmentPlan WithWorkers(EnvironmentPlan plan) => plan with
    {
        Target = plan.Target with { Workers = ImmutableSortedDictionary<string, PreviewMode>.Empty.Add("cart-worker", PreviewMode.Idle) },
    };

    private static Explorer Run(EnvironmentPlan plan)
    {
        var initial = new EnvironmentMachine().Initial(Key.ToString());
        return new Explorer(plan).Explore(initial).Explore(initial with { ForeignChanges = 3 });
    }

    private void Check(Explorer explorer, EnvironmentPhase[] reached)
    {
        output.WriteLine($"{explorer.Nodes.Count} states");
        Assert.Empty(reached.Except(explorer.Nodes.Select(node => node.State.Phase)));
        Assert.All(explorer.Stuck(), node => Assert.Fail($"stuck:\n{explorer.Path(node)}"));
    }
}
