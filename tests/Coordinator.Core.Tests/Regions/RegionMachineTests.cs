using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Regions;
using Coordinator.Core.Views;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Regions;

public sealed class RegionMachineTests
{
    private readonly RegionMachine machine = new();
    private RegionState state = new RegionMachine().Initial("r1/eu");
    private long revision;

    [Fact]
    public void Directives_are_kept_until_the_environment_confirms_them_and_taken_once()
    {
        Direct("a", new("r1/1", DirectiveKind.Start, "ada", ""));
        Direct("a", new("r1/1", DirectiveKind.Start, "ada", ""));
        Assert.Single(Member("a").Open);

        Report("a", EnvironmentPhase.Preflight, confirms: "r1/1");
        Assert.Empty(Member("a").Open);
        Direct("a", new("r1/1", DirectiveKind.Start, "ada", ""));
        Assert.Empty(Member("a").Open);
    }

    [Fact]
    public void An_older_report_and_one_of_a_stranger_change_nothing()
    {
        Direct("a", new("r1/1", DirectiveKind.Start, "ada", ""));
        Report("a", EnvironmentPhase.Deploying);
        var before = state;
        Apply(new ReportsReceived(Epoch, [Of("a", EnvironmentPhase.Preflight) with { Revision = 0 }, Of("z", EnvironmentPhase.Live)]));
        Assert.Same(before, state);
    }

    [Fact]
    public void The_region_goes_back_with_the_environment_that_failed()
    {
        Started(Scope.Region, "a", "b", "c");
        GoesBack("b");
        Assert.Equal([DirectiveKind.Abort], Member("a").Open.Select(open => open.Kind));
        Assert.Equal([DirectiveKind.Abort], Member("c").Open.Select(open => open.Kind));
        Assert.Empty(Member("b").Open);
    }

    [Theory]
    [InlineData(Scope.Environment)]
    [InlineData(Scope.Wave)]
    [InlineData(Scope.Release)]
    public void Other_scopes_are_left_to_the_release(Scope scope)
    {
        Started(scope, "a", "b");
        GoesBack("b");
        Assert.Empty(Member("a").Open);
    }

    [Fact]
    public void An_environment_that_failed_before_its_users_moved_takes_nobody_back()
    {
        Started(Scope.Region, "a", "b");
        GoesBack("b", moved: false);
        Assert.Empty(Member("a").Open);
    }

    [Fact]
    public void An_environment_that_a_person_took_back_takes_nobody_back()
    {
        Started(Scope.Region, "a", "b");
        GoesBack("b", ownFault: false);
        Assert.Empty(Member("a").Open);
    }

    [Fact]
    public void Each_failure_takes_the_region_back_once()
    {
        Started(Scope.Region, "a", "b");
        GoesBack("a");
        Report("b", EnvironmentPhase.RolledBack, confirms: Member("b").Open[0].Id);
        GoesBack("a");
        Assert.Empty(Member("b").Open);
    }

    [Fact]
    public void A_second_failure_takes_back_what_was_tried_again_since_the_first()
    {
        Started(Scope.Region, "a", "b", "c");
        GoesBack("a");
        Report("b", EnvironmentPhase.Baking, confirms: Member("b").Open[0].Id);
        Report("c", EnvironmentPhase.Baking, confirms: Member("c").Open[0].Id);
        GoesBack("c", at: Epoch + Minutes(5));
        Assert.Equal([DirectiveKind.Abort], Member("b").Open.Select(open => open.Kind));
    }

    [Fact]
    public void Evidence_of_the_regions_environments_is_multiplied_and_each_is_told_once()
    {
        Started(Scope.Environment, "a", "b", "c", "d", "e", "f");
        foreach (var cluster in (string[])["a", "b", "c", "d", "e"])
        {
            Finds(cluster);
            Assert.All(state.Members.Values, member => Assert.Empty(member.Open));
        }

        Finds("f");
        Assert.All(state.Members.Values, member => Assert.Equal([DirectiveKind.Regressed], member.Open.Select(open => open.Kind)));
        Assert.Contains("in 6 environments: 60 of 1500 requests bad", Member("a").Open[0].Reason, StringComparison.Ordinal);

        Apply(new ReportsReceived(Epoch, [Found("a") with { Commands = [Member("a").Open[0].Id] }]));
        Finds("a");
        Assert.Empty(Member("a").Open);
    }

    [Fact]
    public void Evidence_of_other_pools_is_left_to_others()
    {
        Started(Scope.Environment, "a");
        for (var report = 0; report < 20; report++)
        {
            Apply(new ReportsReceived(Epoch, [Found("a") with { Regression = Evidence(40) with { Pool = Scope.Release } }]));
        }

        Assert.Empty(Member("a").Open);
    }

    /// <summary>An environment in which each of ten intervals has one bad request of the new colour and none of the old.</summary>
    private EnvironmentReport Found(string cluster) =>
        Of(cluster, EnvironmentPhase.Shifting) with { TrafficMoved = true, Regression = Evidence(10) };

    private void Finds(string cluster)
    {
        Apply(new ReportsReceived(Epoch, [Found(cluster)]));
        if (RegionMachine.Suspected(state) is not null)
        {
            Apply(new RegionEvidenceRead(Epoch, [.. RegionMachine.Suspected(state)!.Keys.Select(key => new EnvironmentEvidence(EnvironmentKey.Parse(key), Evidence(10)))]));
        }
    }

    private static RegressionEvidence Evidence(int intervals) => new()
    {
        Since = Epoch,
        Pool = Scope.Region,
        FalseAlarm = 1e-13,
        Tolerance = 0.002,
        Metrics = RegressionEvidence.Nothing.SetItem(
            "errors", Enumerable.Repeat(new PairedCounts(25, 0, 25, 1), intervals).Aggregate(Core.Analysis.Regression.Evidence.None, (found, one) => found.Add(one, 0.002))),
    };

    private RegionMember Member(string cluster) => state.Members[KeyOf(cluster).ToString()];

    private static EnvironmentKey KeyOf(string cluster) => new(cluster, "shop", "cart");

    private void Started(Scope scope, params string[] clusters)
    {
        foreach (var cluster in clusters)
        {
            Apply(new DirectivesReceived(Epoch, "r1", scope, [new(KeyOf(cluster), new($"r1/{cluster}", DirectiveKind.Start, "ada", ""))]));
            Report(cluster, EnvironmentPhase.Baking, confirms: $"r1/{cluster}");
        }
    }

    private void Direct(string cluster, EnvironmentDirective directive) =>
        Apply(new DirectivesReceived(Epoch, "r1", Scope.Region, [new(KeyOf(cluster), directive)]));

    private void Report(string cluster, EnvironmentPhase phase, params string[] confirms) =>
        Apply(new ReportsReceived(Epoch, [Of(cluster, phase) with { Commands = [.. confirms] }]));

    private void GoesBack(string cluster, bool moved = true, bool ownFault = true, DateTimeOffset? at = null) => Apply(new ReportsReceived(Epoch,
        [Of(cluster, EnvironmentPhase.RollingBack) with { TrafficMoved = moved, Back = new("coordinator", "5xx", at ?? Epoch, null, ownFault) }]));

    private EnvironmentReport Of(string cluster, EnvironmentPhase phase) =>
        new() { Key = KeyOf(cluster), Release = "r1", Revision = ++revision, Phase = phase };

    private void Apply(RegionEvent happened)
    {
        state = machine.Decide(null, state, happened).State;
        Assert.Equal(CoreJson.Write(state), CoreJson.Write(CoreJson.Read<RegionState>(CoreJson.Write(state))));
    }
}
