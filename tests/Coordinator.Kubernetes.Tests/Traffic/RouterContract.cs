using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Tests.Fixtures;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Traffic;

/// <summary>What every router promises, seen through the Kubernetes API alone, so that any control plane can be asked.</summary>
public abstract partial class RouterContract
{
    private protected abstract RouterCase Case { get; }

    [Fact]
    public async Task Every_weight_is_read_back_as_it_was_set()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        foreach (var (turn, weight) in Case.Steps)
        {
            var seen = Done(await ShiftAsync(bench, plan, turn, weight));
            Assert.Equal((100 - Case.Real(weight), Case.Real(weight), turn), (seen.BlueWeightPercent, seen.GreenWeightPercent, seen.Turn));
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
        var before = await bench.MarkAsync();

        Done(await ShiftAsync(bench, plan, 8, Case.Between));

        var write = Assert.Single(await bench.WritesAsync(Case.AuditKind, Case.Name, before));
        Assert.Equal("coordinator-traffic", write.Manager);
    }

    [Fact]
    public async Task The_last_step_also_switches_the_clients_inside_after_the_users_outside()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        Done(await ShiftAsync(bench, plan, 8, Case.Between));
        var before = await bench.MarkAsync();

        Done(await ShiftAsync(bench, plan, 10, 100));

        string[] expected = Case.Between == 100 ? [$"Service/{Service}"] : Case.HasRoute ? [$"{Case.AuditKind}/{Case.Name}", $"Service/{Service}"] : [$"Service/{Service}"];
        Assert.Equal(expected, (await bench.WritesAsync(before)).Where(one => one.Manager is "coordinator-traffic").Select(one => one.Object));
    }

    [Fact]
    public async Task The_same_turn_twice_leaves_the_cluster_as_once()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        foreach (var (turn, weight) in Case.Steps)
        {
            var first = Done(await ShiftAsync(bench, plan, turn, weight));
            var before = await bench.MarkAsync();

            var second = Done(await bench.Router.ShiftAsync(plan, bench.Fence(turn), bench.Traffic(Color.Blue, Color.Green, weight), Token));

            Assert.Equal(first, second);
            Assert.Empty(await bench.WritesAsync(Case.AuditKind, Case.Name, before));
            Assert.Empty(await bench.WritesAsync("Service", Service, before));
        }
    }

    [Fact]
    public async Task A_higher_turn_is_never_written_over()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        Done(await ShiftAsync(bench, plan, 8, Case.Between));
        await bench.PatchAsync(Case.Plural, Case.Name, $$$"""{"metadata":{"annotations":{"{{{Case.Turn}}}":"99"} } }""");
        var before = await bench.MarkAsync();

        Assert.Equal(99, Refused(RefusalKind.StaleTurn, await bench.Router.ShiftAsync(
            plan, bench.Fence(10), bench.Traffic(Color.Blue, Color.Green), Token)).FoundTurn);
        Assert.Equal(99, Refused(RefusalKind.StaleTurn, await bench.Router.RestoreAsync(
            plan, bench.Fence(11), bench.Traffic(Color.Green, Color.Blue), Token)).FoundTurn);

        Assert.Empty(await bench.WritesAsync(Case.AuditKind, Case.Name, before));
    }

    [Fact]
    public async Task An_object_of_another_owner_is_never_written_over()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        await bench.PatchAsync(Case.Plural, Case.Name, $$$"""{"metadata":{"annotations":{"{{{Case.Owner}}}":"other/x/y/z"} } }""");
        var before = await bench.MarkAsync();

        Refused(RefusalKind.OtherOwner, await bench.Router.ShiftAsync(
            plan, bench.Fence(8), bench.Traffic(Color.Blue, Color.Green, Case.Between), Token));

        Assert.Empty(await bench.WritesAsync(Case.AuditKind, Case.Name, before));
    }

    [Fact]
    public async Task An_object_that_is_missing_is_told()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        await bench.DeleteAsync(Case.Plural, Case.Name);

        var refusal = Refused(RefusalKind.Missing, await bench.Router.ShiftAsync(
            plan, bench.Fence(8), bench.Traffic(Color.Blue, Color.Green, Case.Between), Token));

        Assert.Contains(Case.Name, refusal.Message);
    }

    [Fact]
    public async Task A_change_by_hand_towards_the_old_colour_is_told_as_such_and_never_patched_over()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        Done(await ShiftAsync(bench, plan, 8, Case.Between));
        await bench.PatchAsync(Case.Plural, Case.Name, Case.TowardsOld);
        var before = await bench.MarkAsync();

        // As the same turn after a crash, and as the next one.
        foreach (var turn in (long[])[8, 10])
        {
            var refusal = Refused(RefusalKind.ForeignChange, await bench.Router.ShiftAsync(
                plan, bench.Fence(turn), bench.Traffic(Color.Blue, Color.Green, turn == 8 ? Case.Between : 100), Token));
            Assert.Equal(("blue", "kubectl"), (refusal.FoundColor, refusal.Manager));
        }

        Assert.Empty(await bench.WritesAsync(Case.AuditKind, Case.Name, before));
    }

    [Fact]
    public async Task Any_other_change_by_hand_is_not_taken_for_a_way_back()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        Done(await ShiftAsync(bench, plan, 8, Case.Between));
        await bench.PatchAsync(Case.Plural, Case.Name, Case.Elsewhere);

        Assert.NotEqual("blue", Refused(RefusalKind.ForeignChange, await bench.Router.ShiftAsync(
            plan, bench.Fence(10), bench.Traffic(Color.Blue, Color.Green), Token)).FoundColor);
    }

    [Fact]
    public async Task A_colour_without_ready_pods_gets_no_weight()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        Refused(RefusalKind.NotReady, await bench.Router.ShiftAsync(
            plan, bench.Fence(8), bench.Traffic(Color.Blue, Color.Green, Case.Between), Token));

        Assert.Equal(100, (await bench.Router.ObserveAsync(plan, Token)).BlueWeightPercent);
    }

    /// <summary>A cluster with the namespace of the release; skips the test where there is none.</summary>
    private protected abstract Task<Bench> StartAsync();

    /// <summary>Blue serves, green is ready beside it.</summary>
    private protected static async Task<EnvironmentPlan> BesideAsync(Bench bench)
    {
        await bench.InstallAsync();
        return await bench.PreviewAsync();
    }

    /// <summary>All users on green.</summary>
    private protected async Task<EnvironmentPlan> FullyShiftedAsync(Bench bench)
    {
        var plan = await BesideAsync(bench);
        foreach (var (turn, weight) in Case.Steps)
        {
            Done(await ShiftAsync(bench, plan, turn, weight));
        }

        return plan;
    }

    /// <summary>The replicas for a weight, then the weight.</summary>
    private protected static async Task<PortResult<TrafficObservation>> ShiftAsync(Bench bench, EnvironmentPlan plan, long turn, int weight)
    {
        var order = bench.Order(Color.Blue, Color.Green) with { WeightPercent = weight < 100 ? weight : null };
        Done(await bench.Workloads.EnsureCapacityAsync(plan, bench.Fence(turn - 1), order, Token));
        return await bench.Router.ShiftAsync(plan, bench.Fence(turn), bench.Traffic(Color.Blue, Color.Green, weight), Token);
    }

    private protected static Task<PortResult<TrafficObservation>> RestoreAsync(Bench bench, EnvironmentPlan plan, long turn) =>
        bench.Router.RestoreAsync(plan, bench.Fence(turn), bench.Traffic(Color.Green, Color.Blue), Token);
}
