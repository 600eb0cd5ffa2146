using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Tests.Fixtures;
using Coordinator.Simulator.Faults;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Traffic;

/// <summary>What only a simulated cluster shows: lost answers, and other writers at the worst moment.</summary>
public abstract partial class SimulatedRouterContract : RouterContract
{
    /// <summary>What goes wrong with a write.</summary>
    public static TheoryData<FaultKind> Losses { get; } =
        [FaultKind.TimeoutAfter, FaultKind.DropAfter, FaultKind.DropBefore, FaultKind.ServerError, FaultKind.TooManyRequests];

    [Fact]
    public async Task A_change_by_another_writer_in_the_middle_is_kept_and_judged_again()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        var shift = await DelayedAsync(bench, () => ShiftAsync(bench, plan, 8, Case.Between));
        await bench.PatchAsync(Case.Plural, Case.Name, """{"metadata":{"labels":{"harmless":"yes"}}}""");

        var seen = Done(await shift);

        Assert.Equal(Case.Real(Case.Between), seen.GreenWeightPercent);
        Assert.Equal("yes", (await bench.GetAsync(Case.Plural, Case.Name)).Label("harmless"));
    }

    [Fact]
    public async Task A_change_of_the_weights_in_the_middle_is_a_refusal()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        var shift = await DelayedAsync(bench, () => ShiftAsync(bench, plan, 8, Case.Between));
        await bench.PatchAsync(Case.Plural, Case.Name, Case.Elsewhere);

        Assert.Equal("kubectl", Refused(RefusalKind.ForeignChange, await shift).Manager);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_write_whose_outcome_is_unknown_shows_once(FaultKind fault)
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        var before = bench.Cluster.LastAuditSequence;
        bench.Cluster.PutFault(new Fault { Kind = fault, Method = "PATCH", Path = $"/{Case.Plural}/{Case.Name}", Count = 1, RetryAfterSeconds = 0 });

        Done(await ShiftAsync(bench, plan, 8, Case.Between));

        Assert.Single(bench.Writes(Case.AuditKind, Case.Name, before));
    }

    [Fact]
    public async Task A_restore_gets_through_beside_a_writer_that_is_always_faster()
    {
        await using var bench = await StartAsync();
        var plan = await FullyShiftedAsync(bench);
        // Each of the first four writes answers 409, as if someone had been faster.
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.ServerError, Status = 409, Method = "PATCH", Path = $"/{Case.Plural}/{Case.Name}", Count = 4 });

        Assert.Equal(100, Done(await RestoreAsync(bench, plan, 13)).BlueWeightPercent);
    }

    [Fact]
    public async Task A_writer_that_lets_nobody_through_is_a_fault_which_is_tried_again_and_no_refusal()
    {
        await using var bench = await StartAsync();
        var plan = await FullyShiftedAsync(bench);
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.ServerError, Status = 409, Method = "PATCH", Path = $"/{Case.Plural}/{Case.Name}" });

        await Assert.ThrowsAsync<ClusterUnreachableException>(() => RestoreAsync(bench, plan, 13));
        bench.Cluster.ClearFaults();

        Assert.Equal(100, Done(await RestoreAsync(bench, plan, 13)).BlueWeightPercent);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_restore_whose_outcome_is_unknown_shows_once(FaultKind fault)
    {
        await using var bench = await StartAsync();
        var plan = await FullyShiftedAsync(bench);
        var before = bench.Cluster.LastAuditSequence;
        bench.Cluster.PutFault(new Fault { Kind = fault, Method = "PATCH", Path = $"/{Case.Plural}/{Case.Name}", Count = 1, RetryAfterSeconds = 0 });

        Done(await RestoreAsync(bench, plan, 13));

        Assert.Single(bench.Writes(Case.AuditKind, Case.Name, before));
    }

    private protected override Task<Bench> StartAsync() => StartAsync(factor: 60);

    private protected Task<Bench> StartAsync(double factor) => Bench.StartAsync(factor, Case.Kind);

    /// <summary>Begins something, and lets others write while its first write is held up.</summary>
    private async Task<Task<T>> DelayedAsync<T>(Bench bench, Func<Task<T>> begin)
    {
        bench.Cluster.PutFault(new Fault
        {
            Kind = FaultKind.Latency,
            Method = "PATCH",
            Path = $"/{Case.Plural}/{Case.Name}",
            Count = 1,
            Delay = TimeSpan.FromMilliseconds(500),
        });
        var running = begin();
        await EventuallyAsync(() => Task.FromResult(bench.Cluster.Faults.IsEmpty));
        return running;
    }
}
