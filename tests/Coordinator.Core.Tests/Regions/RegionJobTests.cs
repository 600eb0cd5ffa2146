using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Jobs;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Regions;
using Coordinator.Core.Views;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Regions;

/// <summary>A Job that a region runs once for its environments.</summary>
public sealed class RegionJobTests
{
    private readonly RegionMachine machine = new();
    private RegionState state = new RegionMachine().Initial("r1/eu");
    private DateTimeOffset now = Epoch;
    private long revision;

    public RegionJobTests()
    {
        foreach (var cluster in (string[])["a", "b", "c"])
        {
            Apply(new DirectivesReceived(now, "r1", Scope.Environment, [new(KeyOf(cluster), new($"r1/{cluster}", DirectiveKind.Start, "ada", ""))]));
            Reports(cluster, null, $"r1/{cluster}");
        }
    }

    [Fact]
    public void It_runs_once_in_the_cluster_of_the_first_that_waits_and_all_are_told()
    {
        Waits("b");
        Waits("a");
        Assert.Equal(("b/shop/cart", "plan of b", 1L), (Running.Environment, Running.PlanDigest, Running.Turn));
        Assert.Empty(Open("a"));

        Ends(JobOutcome.Succeeded, "log");
        Assert.Equal([("a", null), ("b", "log")], new[] { "a", "b" }.Select(cluster => (cluster, Open(cluster).Single().Job!.Logs)));
        Waits("c");
        Assert.Equal(JobOutcome.Succeeded, Open("c").Single().Job!.Outcome);
        Assert.Null(SharedJobs.Running(state.Jobs));
    }

    [Fact]
    public void One_that_a_cluster_has_already_stays_there_with_its_turn()
    {
        Reports("c", Wait("c") with { Scope = Scope.Release, Color = Color.Green });
        Waits("a");
        Apply(new RegionJobSought(now, "seed", new(new("c/shop/cart", "plan of c", 2), ["b/shop/cart"])));
        Assert.Equal(("c/shop/cart", "plan of c", 2L, Color.Green), (Running.Environment, Running.PlanDigest, Running.Turn, Running.Color));

        Ends(JobOutcome.Succeeded, turn: 2);
        Assert.Equal(JobOutcome.Succeeded, Open("a").Single().Job!.Outcome);
    }

    [Fact]
    public void Who_was_told_is_not_told_again_and_who_asks_again_gets_another_id()
    {
        Waits("a");
        Ends(JobOutcome.Succeeded);
        var first = Open("a").Single();
        Reports("a", Wait("a"));
        Assert.Equal([first], Open("a"));

        Reports("a", null, first.Id);
        Assert.Empty(Open("a"));
        now += Minutes(5);
        Waits("a");
        Assert.NotEqual(first.Id, Open("a").Single().Id);
    }

    [Theory]
    [InlineData(JobOutcome.Failed)]
    [InlineData(JobOutcome.Unknown)]
    public void What_did_not_succeed_runs_again_only_for_a_person_and_only_where_it_ran(JobOutcome outcome)
    {
        Waits("b");
        Ends(outcome);
        Assert.Equal(outcome, Open("b").Single().Job!.Outcome);
        now += Minutes(5);
        Waits("c");
        Assert.Equal(outcome, Open("c").Single().Job!.Outcome);
        Assert.Null(SharedJobs.Running(state.Jobs));

        now += Minutes(5);
        Waits("a", retriedAt: now - Minutes(1));
        Assert.Equal(("b/shop/cart", "plan of b", 2L), (Running.Environment, Running.PlanDigest, Running.Turn));
    }

    [Fact]
    public void A_retry_from_before_the_second_end_starts_no_third_run()
    {
        Waits("b");
        Ends(JobOutcome.Failed);
        Reports("b", null, Open("b").Single().Id);
        var retried = now += Minutes(1);
        Waits("b", retried);
        now += Minutes(1);
        Ends(JobOutcome.Failed, turn: 2);
        Waits("a", retried);

        Assert.Equal(JobOutcome.Failed, Open("a").Single().Job!.Outcome);
        Assert.Null(SharedJobs.Running(state.Jobs));
    }

    [Fact]
    public void A_cluster_that_never_tells_makes_it_unknown_and_a_late_end_changes_nothing()
    {
        Waits("a");
        var deadline = Running.Deadline;
        Apply(new RegionTimePassed(deadline));
        Assert.NotNull(SharedJobs.Running(state.Jobs));

        now = deadline + Minutes(1);
        Apply(new RegionTimePassed(now));
        var told = Open("a").Single();
        Assert.Equal(JobOutcome.Unknown, told.Job!.Outcome);
        Assert.Contains("the cluster of a/shop/cart did not tell", told.Reason, StringComparison.Ordinal);
        var before = state;
        Ends(JobOutcome.Succeeded);
        Assert.Same(before, state);
    }

    [Fact]
    public void The_wait_of_an_environment_outlasts_the_run()
    {
        var wait = Wait("a");
        Waits("a");
        Assert.True(wait.Until > Running.Deadline + Minutes(1), $"{wait.Until} {Running.Deadline}");
    }

    [Fact]
    public void One_that_is_to_go_back_starts_nothing()
    {
        Apply(new DirectivesReceived(now, "r1", Scope.Environment, [new(KeyOf("a"), new("r1/9", DirectiveKind.Abort, "ada", ""))]));
        Waits("a");
        Assert.Null(state.Jobs);
    }

    [Fact]
    public void Jobs_of_the_release_are_left_to_it()
    {
        Reports("a", Wait("a") with { Scope = Scope.Release });
        Assert.Null(state.Jobs);
    }

    private SharedJob Running => SharedJobs.Running(state.Jobs) ?? throw new InvalidOperationException("nothing runs");

    private static EnvironmentKey KeyOf(string cluster) => new(cluster, "shop", "cart");

    private System.Collections.Immutable.ImmutableArray<EnvironmentDirective> Open(string cluster) => state.Members[KeyOf(cluster).ToString()].Open;

    private SharedJobWait Wait(string cluster, DateTimeOffset? retriedAt = null) => new(
        "seed", Scope.Region, $"plan of {cluster}", null, Minutes(10), SharedJobs.WaitUntil(now, Minutes(10)), retriedAt);

    private void Waits(string cluster, DateTimeOffset? retriedAt = null) => Reports(cluster, Wait(cluster, retriedAt));

    private void Reports(string cluster, SharedJobWait? wait, params string[] confirms) => Apply(new ReportsReceived(now,
    [
        new EnvironmentReport
        {
            Key = KeyOf(cluster), Release = "r1", Revision = ++revision, Phase = EnvironmentPhase.Preparing, JobWait = wait, Preview = wait?.Color,
            Commands = [.. confirms],
        },
    ]));

    private void Ends(JobOutcome outcome, string? logs = null, long turn = 1) =>
        Apply(new RegionJobEnded(now, "seed", turn, new(now, outcome, $"seed is {outcome}", logs)));

    private void Apply(RegionEvent happened)
    {
        state = machine.Decide(null, state, happened).State;
        Assert.Equal(CoreJson.Write(state), CoreJson.Write(CoreJson.Read<RegionState>(CoreJson.Write(state))));
    }
}
