using Coordinator.Core.Applications;
using Coordinator.Core.Clusters;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Applications;

public sealed class ApplicationMachineTests
{
    private readonly ApplicationMachine machine = new();
    private ApplicationState state = new ApplicationMachine().Initial("cart");
    private long number;

    [Fact]
    public void Releases_queue_in_order_and_once()
    {
        Queue("r1", "r2", "r1");
        Assert.Equal(["r1", "r2"], state.Queue.Select(queued => queued.Release));
        Assert.Equal((false, "r1"), (Ask("r2", [], ["a"]).IsCurrent, Ask("r2", [], ["a"]).Ahead));
    }

    [Fact]
    public void The_next_release_is_current_when_the_first_leaves_and_its_permits_with_it()
    {
        Queue("r1", "r2");
        Ask("r1", [], ["a"]);
        Apply(new ReleaseLeft(Epoch, "r1"));
        Assert.Empty(state.Permits);
        Assert.Single(Ask("r2", [], ["a"]).Granted);
    }

    [Fact]
    public void A_request_that_arrives_after_its_release_has_left_does_not_queue_it_again()
    {
        Apply(new ReleaseQueued(Epoch, "r1", Supersede: false, Number: 1));
        Apply(new ReleaseLeft(Epoch, "r1", Number: 5, Exposed: []));
        Apply(new ReleaseQueued(Epoch, "r1", Supersede: false, Number: 5));
        Assert.Empty(state.Queue);
    }

    [Fact]
    public void A_release_that_goes_on_after_it_has_left_queues_again()
    {
        Apply(new ReleaseQueued(Epoch, "r1", Supersede: false, Number: 1));
        Apply(new ReleaseLeft(Epoch, "r1", Number: 5, Exposed: []));
        Apply(new ReleaseQueued(Epoch, "r1", Supersede: false, Number: 6));
        Assert.Single(state.Queue);
    }

    [Fact]
    public void What_a_release_leaves_unproven_counts_as_exposed_until_it_is_proven()
    {
        Queue("r1", "r2");
        Ask("r1", [], ["a"]);
        Apply(new ReleaseLeft(Epoch, "r1", Number: 90, Exposed: [Held("a", underWay: false)]));
        Assert.Empty(Ask("r2", [], ["b"], most: 1).Granted);
        Apply(new ReleaseLeft(Epoch, "r1", Number: 91, Exposed: []));
        Assert.Single(Ask("r2", [], ["b"], most: 1).Granted);
    }

    [Fact]
    public void An_unproven_environment_of_a_release_that_has_left_is_free_for_the_next_and_counts_once()
    {
        Queue("r1", "r2");
        Ask("r1", [], ["a"]);
        Apply(new ReleaseLeft(Epoch, "r1", Number: 90, Exposed: [Held("a", underWay: false)]));
        Assert.Single(Ask("r2", [], ["a"], most: 1).Granted);
        Apply(new ReleaseLeft(Epoch, "r1", Number: 91, Exposed: [Held("a", underWay: false)]));
        Assert.Equal("r2", state.Permits[KeyOf("a").ToString()].Release);
    }

    [Fact]
    public void A_newer_release_supersedes_every_one_before_it()
    {
        Queue("r1", "r2");
        Apply(new ReleaseQueued(Epoch, "r3", Supersede: true));
        Assert.Equal("r3", Ask("r1", [], []).SupersededBy);
        Assert.Equal("r3", Ask("r2", [], []).SupersededBy);
        Assert.Null(Ask("r3", [], []).SupersededBy);
    }

    [Fact]
    public void Nothing_is_granted_to_a_release_that_waits()
    {
        Queue("r1", "r2");
        var answer = Ask("r2", [], ["a"]);
        Assert.Empty(answer.Granted);
        Assert.Empty(state.Permits);
    }

    [Fact]
    public void A_grant_stays_until_the_release_tells_that_it_neither_holds_nor_wants_it()
    {
        Queue("r1");
        Assert.Single(Ask("r1", [], ["a"]).Granted);
        Assert.Single(Ask("r1", [], ["a"]).Granted);
        Ask("r1", [], []);
        Assert.Empty(state.Permits);
    }

    [Fact]
    public void A_request_that_comes_late_changes_nothing()
    {
        Queue("r1");
        var late = Request("r1", [], ["a", "b"]);
        Ask("r1", [Held("a")], []);
        Apply(late);
        Assert.Equal(["a/shop/cart"], state.Permits.Keys);
    }

    [Fact]
    public void A_small_environment_never_overtakes_a_larger_one_that_waits_for_room()
    {
        Queue("r1");
        var request = Request("r1", [Held("x", capacity: 4)], []) with
        {
            Exposure = new() { MaxCapacityPercent = 60 },
            TotalCapacity = 10,
            Wanted = [new(KeyOf("large"), "w", 10, 5), new(KeyOf("small"), "w", 10, 1)],
        };
        Apply(request);
        Assert.Empty(ApplicationMachine.Answer(state, request).Granted);
        Assert.Equal("large/shop/cart would bring the exposed capacity to 90 % of at most 60 %", ApplicationMachine.Answer(state, request).Waiting);
    }

    [Fact]
    public void A_limit_that_is_met_exactly_is_kept()
    {
        Queue("r1");
        var request = Request("r1", [Held("x")], ["a"]) with { Exposure = new() { MaxCapacityPercent = 20 }, TotalCapacity = 10 };
        Apply(request);
        Assert.Single(ApplicationMachine.Answer(state, request).Granted);
    }

    [Fact]
    public void An_attempt_that_ended_is_granted_anew_within_the_limits()
    {
        Queue("r1");
        Ask("r1", [Held("a", underWay: false, exposed: false), Held("b")], [], most: 1);
        Assert.Empty(Ask("r1", [Held("b")], ["a"], most: 1).Granted);
        Assert.Single(Ask("r1", [Held("b", underWay: false, exposed: false)], ["a"], most: 1).Granted);
    }

    [Fact]
    public void A_release_that_opens_again_does_not_take_the_current_ones_permits()
    {
        Queue("r2", "r1");
        Ask("r2", [Held("a")], []);
        Ask("r1", [Held("a", underWay: false, exposed: false), Held("b")], []);
        Assert.Equal("r2", state.Permits["a/shop/cart"].Release);
        Assert.Equal("r1", state.Permits["b/shop/cart"].Release);
    }

    [Fact]
    public void What_another_release_is_under_way_in_is_waited_for_and_named()
    {
        Queue("r2", "r1");
        Ask("r1", [Held("a")], []);
        var answer = Ask("r2", [], ["a"]);
        Assert.Empty(answer.Granted);
        Assert.Equal("a/shop/cart is held by release r1", answer.Waiting);
    }

    [Fact]
    public void What_another_release_only_was_in_is_free()
    {
        Queue("r2", "r1");
        Ask("r1", [Held("a", underWay: false, exposed: false)], []);
        Assert.Single(Ask("r2", [], ["a"]).Granted);
    }

    [Fact]
    public void A_request_that_changes_nothing_gives_no_row()
    {
        Queue("r1");
        var request = Request("r1", [Held("a")], []);
        Apply(request);
        Assert.Same(state, machine.Decide(null, state, request).State);
    }

    [Fact]
    public void Nothing_starts_in_a_cordoned_cluster_and_the_others_pass_it_by()
    {
        Queue("r1");
        var request = Request("r1", [], ["a", "b", "c"]) with { Cordoned = [new("a", "cluster a is cordoned by ann: upgrade")] };
        Apply(request);
        var answer = ApplicationMachine.Answer(state, request);
        Assert.Equal(["b", "c"], answer.Granted.Select(key => key.Cluster));
        Assert.Equal("cluster a is cordoned by ann: upgrade", answer.Waiting);
    }

    [Fact]
    public void All_that_can_not_start_are_named_up_to_a_few_and_the_limit_that_the_others_meet()
    {
        Queue("r2", "r1");
        Ask("r1", [Held("a")], []);
        string[] cordoned = ["b", "c", "d", "e"];
        var request = Request("r2", [], ["a", .. cordoned, "f"]) with
        {
            Exposure = new() { MaxEnvironments = 0 },
            Cordoned = [.. cordoned.Select(cluster => new CordonedCluster(cluster, $"cluster {cluster} is cordoned"))],
        };
        Apply(request);
        Assert.Equal(
            "a/shop/cart is held by release r1; cluster b is cordoned; cluster c is cordoned; 2 more can't start; 1 of at most 0 environments are exposed",
            ApplicationMachine.Answer(state, request).Waiting);
    }

    [Fact]
    public void What_is_under_way_in_a_cordoned_cluster_keeps_its_permit()
    {
        Queue("r1");
        Ask("r1", [], ["a"]);
        Apply(Request("r1", [Held("a")], ["b"]) with { Cordoned = [new("a", "cordoned")] });
        Assert.Equal(["a/shop/cart", "b/shop/cart"], state.Permits.Keys);
    }

    private static EnvironmentKey KeyOf(string cluster) => new(cluster, "shop", "cart");

    private static HeldPermit Held(string cluster, double capacity = 1, bool underWay = true, bool exposed = true) =>
        new(KeyOf(cluster), "w", capacity, underWay, exposed);

    private void Queue(params string[] releases)
    {
        foreach (var release in releases)
        {
            Apply(new ReleaseQueued(Epoch, release, Supersede: false));
        }
    }

    private PermitAnswer Ask(string release, HeldPermit[] held, string[] wanted, int? most = null)
    {
        var request = Request(release, held, wanted) with { Exposure = new() { MaxEnvironments = most } };
        Apply(request);
        return ApplicationMachine.Answer(state, request);
    }

    private PermitsRequested Request(string release, HeldPermit[] held, string[] wanted) => new(
        Epoch, release, ++number, new ExposureSpec(), 10, [.. held], [.. wanted.Select(cluster => new WantedPermit(KeyOf(cluster), "w", 10, 1))]);

    private void Apply(ApplicationEvent happened)
    {
        state = machine.Decide(null, state, happened).State;
        Assert.Equal(CoreJson.Write(state), CoreJson.Write(CoreJson.Read<ApplicationState>(CoreJson.Write(state))));
    }
}
