using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Tests.Fixtures;
using Coordinator.Simulator.Faults;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Traffic;

/// <summary>What every router promises. Each has a subclass, which names the object that carries its weights.</summary>
public abstract partial class RouterContract(RouterKind kind, string plural, string name)
{
    /// <summary>What goes wrong with a write.</summary>
    public static TheoryData<FaultKind> Losses { get; } =
        [FaultKind.TimeoutAfter, FaultKind.DropAfter, FaultKind.DropBefore, FaultKind.ServerError, FaultKind.TooManyRequests];

    /// <summary>Kind of the object in the audit log.</summary>
    protected abstract string AuditKind { get; }

    /// <summary>The step before 100; 100 where there is none.</summary>
    protected virtual int Between => 10;

    /// <summary>Whether the last step also switches a second object.</summary>
    protected virtual bool HasRoute => true;

    /// <summary>A patch by hand that gives the old colour all users.</summary>
    protected abstract string TowardsOld { get; }

    /// <summary>A patch by hand that does anything else.</summary>
    protected abstract string Elsewhere { get; }

    /// <summary>Annotations of owner and turn on the object.</summary>
    protected virtual (string Owner, string Turn) Fence { get; } =
        ("owner.coordinator.dev/svgx-engine", "turn.coordinator.dev/svgx-engine");

    /// <summary>The share that a weight comes to.</summary>
    protected virtual int Real(int weight) => weight;

    [Fact]
    public async Task Every_weight_is_read_back_as_it_was_set()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        foreach (var (turn, weight) in Steps)
        {
            var seen = Done(await ShiftAsync(bench, plan, turn, weight));
            Assert.Equal((100 - Real(weight), Real(weight), turn), (seen.BlueWeightPercent, seen.GreenWeightPercent, seen.Turn));
            var again = await bench.Router.ObserveAsync(plan, Token);
            Assert.Equal((seen.BlueWeightPercent, seen.GreenWeightPercent), (again.BlueWeightPercent, again.GreenWeightPercent));
        }

        Assert.Equal("green", await bench.SelectorAsync());
    }

    [Fact]
    public async Task Both_colours_change_in_one_write_under_the_routers_own_manager()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        var before = bench.Cluster.LastAuditSequence;

        Done(await ShiftAsync(bench, plan, 8, Between));

        var write = Assert.Single(bench.Writes(AuditKind, name, before));
        Assert.Equal("coordinator-traffic", write.Manager);
    }

    [Fact]
    public async Task The_last_step_also_switches_the_clients_inside_after_the_users_outside()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        Done(await ShiftAsync(bench, plan, 8, Between));
        var before = bench.Cluster.LastAuditSequence;

        Done(await ShiftAsync(bench, plan, 10, 100));

        string[] expected = Between == 100 ? [$"Service/{Service}"] : HasRoute ? [$"{AuditKind}/{name}", $"Service/{Service}"] : [$"Service/{Service}"];
        Assert.Equal(expected, bench.Cluster.AuditEntries(before).Where(one => one.Manager is "coordinator-traffic").Select(one => $"{one.Kind}/{one.Name}"));
    }

    [Fact]
    public async Task The_same_turn_twice_leaves_the_cluster_as_once()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        foreach (var (turn, weight) in Steps)
        {
            var first = Done(await ShiftAsync(bench, plan, turn, weight));
            var before = bench.Cluster.LastAuditSequence;

            var second = Done(await bench.Router.ShiftAsync(plan, bench.Fence(turn), bench.Traffic(Color.Blue, Color.Green, weight), Token));

            Assert.Equal(first, second);
            Assert.Empty(bench.Writes(AuditKind, name, before));
            Assert.Empty(bench.Writes("Service", Service, before));
        }
    }

    [Fact]
    public async Task A_higher_turn_is_never_written_over()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        Done(await ShiftAsync(bench, plan, 8, Between));
        await bench.PatchAsync(plural, name, $$$"""{"metadata":{"annotations":{"{{{Fence.Turn}}}":"99"} } }""");
        var before = bench.Cluster.LastAuditSequence;

        Assert.Equal(99, Refused(RefusalKind.StaleTurn, await bench.Router.ShiftAsync(
            plan, bench.Fence(10), bench.Traffic(Color.Blue, Color.Green), Token)).FoundTurn);
        Assert.Equal(99, Refused(RefusalKind.StaleTurn, await bench.Router.RestoreAsync(
            plan, bench.Fence(11), bench.Traffic(Color.Green, Color.Blue), Token)).FoundTurn);

        Assert.Empty(bench.Writes(AuditKind, name, before));
    }

    [Fact]
    public async Task An_object_of_another_owner_is_never_written_over()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        await bench.PatchAsync(plural, name, $$$"""{"metadata":{"annotations":{"{{{Fence.Owner}}}":"other/x/y/z"} } }""");
        var before = bench.Cluster.LastAuditSequence;

        Refused(RefusalKind.OtherOwner, await bench.Router.ShiftAsync(
            plan, bench.Fence(8), bench.Traffic(Color.Blue, Color.Green, Between), Token));

        Assert.Empty(bench.Writes(AuditKind, name, before));
    }

    [Fact]
    public async Task An_object_that_is_missing_is_told()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        await DeleteAsync(bench);

        var refusal = Refused(RefusalKind.Missing, await bench.Router.ShiftAsync(
            plan, bench.Fence(8), bench.Traffic(Color.Blue, Color.Green, Between), Token));

        Assert.Contains(name, refusal.Message);
    }

    [Fact]
    public async Task A_change_by_another_writer_in_the_middle_is_kept_and_judged_again()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        var shift = await DelayedAsync(bench, () => ShiftAsync(bench, plan, 8, Between));
        await bench.PatchAsync(plural, name, """{"metadata":{"labels":{"harmless":"yes"}}}""");

        var seen = Done(await shift);

        Assert.Equal(Real(Between), seen.GreenWeightPercent);
        Assert.Equal("yes", (await bench.GetAsync(plural, name)).Label("harmless"));
    }

    [Fact]
    public async Task A_change_of_the_weights_in_the_middle_is_a_refusal()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        var shift = await DelayedAsync(bench, () => ShiftAsync(bench, plan, 8, Between));
        await bench.PatchAsync(plural, name, Elsewhere);

        Assert.Equal("kubectl", Refused(RefusalKind.ForeignChange, await shift).Manager);
    }

    [Fact]
    public async Task A_change_by_hand_towards_the_old_colour_is_told_as_such_and_never_patched_over()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        Done(await ShiftAsync(bench, plan, 8, Between));
        await bench.PatchAsync(plural, name, TowardsOld);
        var before = bench.Cluster.LastAuditSequence;

        // As the same turn after a crash, and as the next one.
        foreach (var turn in (long[])[8, 10])
        {
            var refusal = Refused(RefusalKind.ForeignChange, await bench.Router.ShiftAsync(
                plan, bench.Fence(turn), bench.Traffic(Color.Blue, Color.Green, turn == 8 ? Between : 100), Token));
            Assert.Equal(("blue", "kubectl"), (refusal.FoundColor, refusal.Manager));
        }

        Assert.Empty(bench.Writes(AuditKind, name, before));
    }

    [Fact]
    public async Task Any_other_change_by_hand_is_not_taken_for_a_way_back()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        Done(await ShiftAsync(bench, plan, 8, Between));
        await bench.PatchAsync(plural, name, Elsewhere);

        Assert.NotEqual("blue", Refused(RefusalKind.ForeignChange, await bench.Router.ShiftAsync(
            plan, bench.Fence(10), bench.Traffic(Color.Blue, Color.Green), Token)).FoundColor);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_write_whose_outcome_is_unknown_shows_once(FaultKind fault)
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        var before = bench.Cluster.LastAuditSequence;
        bench.Cluster.PutFault(new Fault { Kind = fault, Method = "PATCH", Path = $"/{plural}/{name}", Count = 1, RetryAfterSeconds = 0 });

        Done(await ShiftAsync(bench, plan, 8, Between));

        Assert.Single(bench.Writes(AuditKind, name, before));
    }

    [Fact]
    public async Task A_colour_without_ready_pods_gets_no_weight()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        Refused(RefusalKind.NotReady, await bench.Router.ShiftAsync(
            plan, bench.Fence(8), bench.Traffic(Color.Blue, Color.Green, Between), Token));

        Assert.Equal(100, (await bench.Router.ObserveAsync(plan, Token)).BlueWeightPercent);
    }

    private protected Task<Bench> StartAsync(double factor = 60) => Bench.StartAsync(factor, kind);

    /// <summary>Blue serves, green is ready beside it.</summary>
    private protected static async Task<EnvironmentPlan> BesideAsync(Bench bench)
    {
        await bench.InstallAsync();
        return await bench.PreviewAsync();
    }

    /// <summary>The replicas for a weight, then the weight.</summary>
    private protected static async Task<PortResult<TrafficObservation>> ShiftAsync(Bench bench, EnvironmentPlan plan, long turn, int weight)
    {
        var order = bench.Order(Color.Blue, Color.Green) with { WeightPercent = weight < 100 ? weight : null };
        Done(await bench.Workloads.EnsureCapacityAsync(plan, bench.Fence(turn - 1), order, Token));
        return await bench.Router.ShiftAsync(plan, bench.Fence(turn), bench.Traffic(Color.Blue, Color.Green, weight), Token);
    }

    /// <summary>Turns and weights up to 100.</summary>
    protected IEnumerable<(long Turn, int Weight)> Steps => Between == 100 ? [(8, 100)] : [(8, 10), (10, 50), (12, 100)];

    /// <summary>Takes the object away.</summary>
    private protected virtual Task DeleteAsync(Bench bench) => bench.DeleteAsync(plural, name);

    /// <summary>Begins something, and lets others write while its first write is held up.</summary>
    private async Task<Task<T>> DelayedAsync<T>(Bench bench, Func<Task<T>> begin)
    {
        bench.Cluster.PutFault(new Fault
        {
            Kind = FaultKind.Latency,
            Method = "PATCH",
            Path = $"/{plural}/{name}",
            Count = 1,
            Delay = TimeSpan.FromMilliseconds(500),
        });
        var running = begin();
        await EventuallyAsync(() => Task.FromResult(bench.Cluster.Faults.IsEmpty));
        return running;
    }
}
