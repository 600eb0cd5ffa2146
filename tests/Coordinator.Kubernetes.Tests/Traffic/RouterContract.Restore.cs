using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Ports;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Traffic;

/// <summary>Going back.</summary>
public abstract partial class RouterContract
{
    [Fact]
    public async Task A_restore_gives_all_users_back_from_every_weight_and_repeats_without_a_write()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        var turn = 8L;
        foreach (var (_, weight) in Case.Steps)
        {
            Done(await ShiftAsync(bench, plan, turn, weight));
            var seen = Done(await RestoreAsync(bench, plan, turn + 1));
            Assert.Equal((100, 0, "blue", "blue", turn + 1),
                (seen.BlueWeightPercent, seen.GreenWeightPercent, seen.SelectorColor, seen.RecordedActive, seen.Turn));
            var before = await bench.MarkAsync();
            Done(await RestoreAsync(bench, plan, turn + 1));
            Assert.Empty(await bench.WritesAsync(Case.AuditKind, Case.Name, before));
            turn += 4;
        }
    }

    [Fact]
    public async Task A_restore_stamps_the_old_Deployment_then_writes_the_route_then_the_selector()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        Done(await ShiftAsync(bench, plan, 8, Case.Between));
        var before = await bench.MarkAsync();

        Done(await RestoreAsync(bench, plan, 9));

        string[] expected = Case.HasRoute
            ? ["Deployment/svgx-engine-blue", $"{Case.AuditKind}/{Case.Name}", $"Service/{Service}"]
            : ["Deployment/svgx-engine-blue", $"Service/{Service}"];
        Assert.Equal(expected, (await bench.WritesAsync(before)).Select(one => one.Object));
    }

    [Fact]
    public async Task A_restore_writes_even_what_looks_right_so_that_a_shift_under_way_fails()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        var before = await bench.MarkAsync();

        Done(await RestoreAsync(bench, plan, 9));

        Assert.Single(await bench.WritesAsync(Case.AuditKind, Case.Name, before));
        Refused(RefusalKind.StaleTurn, await bench.Router.ShiftAsync(
            plan, bench.Fence(8), bench.Traffic(Color.Blue, Color.Green, Case.Between), Token));
        Assert.Equal(100, (await bench.Router.ObserveAsync(plan, Token)).BlueWeightPercent);
    }

    [Fact]
    public async Task A_restore_goes_over_a_change_by_hand()
    {
        await using var bench = await StartAsync();
        var plan = await FullyShiftedAsync(bench);
        await bench.PatchAsync(Case.Plural, Case.Name, Case.Elsewhere);

        Assert.Equal(100, Done(await RestoreAsync(bench, plan, 13)).BlueWeightPercent);
    }

    [Fact]
    public async Task An_old_colour_that_is_missing_is_told_and_users_stay()
    {
        await using var bench = await StartAsync();
        var plan = await FullyShiftedAsync(bench);
        await bench.DeleteAsync("deployments", "svgx-engine-blue");

        Refused(RefusalKind.NoPreviousColor, await RestoreAsync(bench, plan, 13));

        Assert.Equal(100, (await bench.Router.ObserveAsync(plan, Token)).GreenWeightPercent);
    }

    [Fact]
    public async Task A_failed_first_install_leads_users_nowhere()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        var seen = Done(await bench.Router.RestoreAsync(plan, bench.Fence(5), bench.Traffic(Color.Blue, null), Token));

        Assert.Equal(("none", "none", 0, 0, 0),
            (seen.SelectorColor, seen.RecordedActive, seen.BlueWeightPercent, seen.GreenWeightPercent, seen.ReadyEndpoints));
    }

    [Fact]
    public async Task A_colour_with_users_is_neither_deployed_over_nor_scaled_down()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        Done(await ShiftAsync(bench, plan, 8, Case.Between));
        var before = await bench.MarkAsync();

        var deployed = await bench.Workloads.DeployAsync(plan, bench.Fence(10), bench.Order(Color.Blue, Color.Green), Token);
        var scaled = await bench.Workloads.ScaleDownAsync(plan, bench.Fence(10), bench.Order(Color.Blue, Color.Green), Token);

        Assert.True(deployed.Refusal is { Kind: RefusalKind.ForeignChange or RefusalKind.TrafficSplit }, $"{deployed.Refusal}");
        Refused(RefusalKind.ForeignChange, scaled);
        Assert.Empty(await bench.WritesAsync("Deployment", "svgx-engine-green", before));
    }
}
