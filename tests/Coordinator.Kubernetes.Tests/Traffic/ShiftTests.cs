using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Simulator.Faults;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Traffic;

public sealed class ShiftTests
{
    private const string ToGreen = """{"spec":{"selector":{"version":"green"}}}""";

    [Fact]
    public async Task A_shift_moves_selector_record_and_fence_in_one_patch_and_reads_back_the_endpoints()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        var before = bench.Cluster.LastAuditSequence;

        var seen = Done(await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));

        Assert.Equal(("green", "green", 100, 4),
            (seen.SelectorColor, seen.RecordedActive, seen.GreenWeightPercent, seen.ReadyEndpoints));
        var write = Assert.Single(bench.Writes("Service", Service, before));
        Assert.Equal("coordinator-traffic", write.Manager);
        Assert.Equal(
            ["metadata.annotations.coordinator.dev/active", "metadata.annotations.coordinator.dev/turn", "spec.selector.version"],
            write.Changes.Select(change => change.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_same_turn_twice_leaves_the_cluster_as_once()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        Done(await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));
        var before = bench.Cluster.LastAuditSequence;

        Done(await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));

        Assert.Empty(bench.Writes("Service", Service, before));
    }

    [Fact]
    public async Task A_higher_turn_on_the_Service_is_never_written_over()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        await bench.PatchAsync("services", Service, """{"metadata":{"annotations":{"coordinator.dev/turn":"99"}}}""");

        var refusal = Refused(
            RefusalKind.StaleTurn,
                await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));

        Assert.Equal(99, refusal.FoundTurn);
        Assert.Equal("blue", await bench.SelectorAsync());
    }

    [Fact]
    public async Task A_Service_of_another_owner_is_never_written_over()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        await bench.PatchAsync("services", Service, """{"metadata":{"annotations":{"coordinator.dev/owner":"other/x/y/z"}}}""");

        Refused(RefusalKind.OtherOwner,
            await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));

        Assert.Equal("blue", await bench.SelectorAsync());
    }

    [Fact]
    public async Task The_coordinator_never_patches_forward_over_a_foreign_change()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        await bench.PatchAsync("services", Service, """{"spec":{"selector":{"version":"none"}}}""");

        var refusal = Refused(
            RefusalKind.ForeignChange,
                await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));

        Assert.Equal(("none", "kubectl"), (refusal.FoundColor, refusal.Manager));
        Assert.Equal("none", await bench.SelectorAsync());
    }

    [Fact]
    public async Task A_change_back_after_the_turns_own_write_is_foreign()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        Done(await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));
        await bench.PatchAsync("services", Service, """{"spec":{"selector":{"version":"blue"}}}""");

        var refusal = Refused(
            RefusalKind.ForeignChange,
                await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));

        Assert.Equal(("blue", "kubectl"), (refusal.FoundColor, refusal.Manager));
    }

    [Fact]
    public async Task A_conflict_in_the_middle_is_read_and_judged_again()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        bench.Cluster.PutFault(new Fault
        {
            Kind = FaultKind.Latency,
            Method = "PATCH",
            Path = $"/services/{Service}",
            Count = 1,
            Delay = TimeSpan.FromMilliseconds(500),
        });

        var shift = bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token);
        await EventuallyAsync(() => Task.FromResult(bench.Cluster.Faults.IsEmpty));
        await bench.PatchAsync("services", Service, """{"metadata":{"labels":{"harmless":"yes"}}}""");

        Done(await shift);
        var service = await bench.GetAsync("services", Service);
        Assert.Equal(("green", "yes"), (service.Text("spec", "selector", "version"), service.Label("harmless")));
    }

    [Fact]
    public async Task A_conflict_with_a_foreign_change_is_a_refusal()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        bench.Cluster.PutFault(new Fault
        {
            Kind = FaultKind.Latency,
            Method = "PATCH",
            Path = $"/services/{Service}",
            Count = 1,
            Delay = TimeSpan.FromMilliseconds(500),
        });

        var shift = bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token);
        await EventuallyAsync(() => Task.FromResult(bench.Cluster.Faults.IsEmpty));
        await bench.PatchAsync("services", Service, ToGreen);

        Assert.Equal("green", Refused(RefusalKind.ForeignChange, await shift).FoundColor);
    }

    [Theory]
    [InlineData(FaultKind.TimeoutAfter)]
    [InlineData(FaultKind.DropAfter)]
    [InlineData(FaultKind.DropBefore)]
    [InlineData(FaultKind.ServerError)]
    [InlineData(FaultKind.TooManyRequests)]
    public async Task A_patch_whose_outcome_is_unknown_shows_once(FaultKind kind)
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        var before = bench.Cluster.LastAuditSequence;
        bench.Cluster.PutFault(
            new Fault { Kind = kind, Method = "PATCH", Path = $"/services/{Service}", Count = 1, RetryAfterSeconds = 0 });

        Done(await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));

        Assert.Single(bench.Writes("Service", Service, before));
    }

    [Fact]
    public async Task A_colour_without_ready_pods_gets_no_weight()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        Refused(RefusalKind.NotReady,
            await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));

        Assert.Equal("blue", await bench.SelectorAsync());
    }

    [Fact]
    public async Task Ready_means_ready_under_the_resulting_selector()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        // Pods of green are ready, but the Service wants a label that they do not carry.
        await bench.PatchAsync("services", Service, """{"spec":{"selector":{"tier":"web"}}}""");
        var order = bench.Traffic(Color.Blue, Color.Green) with { Deadline = bench.Clock.GetUtcNow() };

        Refused(RefusalKind.NotReady, await bench.Router.ShiftAsync(plan, bench.Fence(6), order, Token));
    }

    [Fact]
    public async Task A_weight_between_is_not_for_a_selector()
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync();
        Refused(RefusalKind.Rejected, await bench.Router.ShiftAsync(
            plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green) with { WeightPercent = 10 }, Token));
    }

    [Fact]
    public async Task An_unreachable_cluster_is_a_fault_not_a_refusal()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.Partition });

        var fault = await Assert.ThrowsAsync<ClusterUnreachableException>(() => bench.Router.ObserveAsync(plan, Token));

        Assert.Equal("one", fault.Cluster);
    }
}
