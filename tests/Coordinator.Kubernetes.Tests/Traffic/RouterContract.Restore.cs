using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Tests.Fixtures;
using Coordinator.Simulator.Faults;
using Coordinator.Simulator.Traffic;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Traffic;

/// <summary>Going back, and what users see of it all.</summary>
public abstract partial class RouterContract
{
    [Fact]
    public async Task A_restore_gives_all_users_back_from_every_weight_and_repeats_without_a_write()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        var turn = 8L;
        foreach (var (_, weight) in Steps)
        {
            Done(await ShiftAsync(bench, plan, turn, weight));
            var seen = Done(await RestoreAsync(bench, plan, turn + 1));
            Assert.Equal((100, 0, "blue", "blue", turn + 1),
                (seen.BlueWeightPercent, seen.GreenWeightPercent, seen.SelectorColor, seen.RecordedActive, seen.Turn));
            var before = bench.Cluster.LastAuditSequence;
            Done(await RestoreAsync(bench, plan, turn + 1));
            Assert.Empty(bench.Writes(AuditKind, name, before));
            turn += 4;
        }
    }

    [Fact]
    public async Task A_restore_stamps_the_old_Deployment_then_writes_the_route_then_the_selector()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        Done(await ShiftAsync(bench, plan, 8, Between));
        var before = bench.Cluster.LastAuditSequence;

        Done(await RestoreAsync(bench, plan, 9));

        string[] expected = HasRoute
            ? ["Deployment/svgx-engine-blue", $"{AuditKind}/{name}", $"Service/{Service}"]
            : ["Deployment/svgx-engine-blue", $"Service/{Service}"];
        Assert.Equal(expected, bench.Cluster.AuditEntries(before).Select(one => $"{one.Kind}/{one.Name}"));
    }

    [Fact]
    public async Task A_restore_writes_even_what_looks_right_so_that_a_shift_under_way_fails()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        var before = bench.Cluster.LastAuditSequence;

        Done(await RestoreAsync(bench, plan, 9));

        Assert.Single(bench.Writes(AuditKind, name, before));
        Refused(RefusalKind.StaleTurn, await bench.Router.ShiftAsync(
            plan, bench.Fence(8), bench.Traffic(Color.Blue, Color.Green, Between), Token));
        Assert.Equal(100, (await bench.Router.ObserveAsync(plan, Token)).BlueWeightPercent);
    }

    [Fact]
    public async Task Users_leave_a_dead_new_colour_at_once_although_the_old_one_has_to_start()
    {
        await using var bench = await StartAsync();
        var plan = await FullyShiftedAsync(bench, delayBlue: 100_000_000);
        await bench.PatchAsync("deployments", "svgx-engine-green", """{"spec":{"replicas":0}}""");
        await EventuallyAsync(async () => (await bench.Router.ObserveAsync(plan, Token)).GreenReady is 0);

        var seen = Done(await RestoreAsync(bench, plan, 13));

        Assert.Equal(("blue", 0, 0), (seen.SelectorColor, seen.BlueReady, seen.GreenWeightPercent));
    }

    [Fact]
    public async Task Users_stay_until_the_old_colour_that_was_scaled_down_is_ready()
    {
        // Of a slow clock: the last replica has seconds of wall time after the others.
        await using var bench = await StartAsync(factor: 10);
        var plan = await FullyShiftedAsync(bench, delayBlue: 15);
        var before = bench.Cluster.LastAuditSequence;

        var restore = RestoreAsync(bench, plan, 13);
        await EventuallyAsync(async () => (await bench.GetAsync("deployments", "svgx-engine-blue")).Whole("spec", "replicas") is 4);
        Assert.Empty(bench.Writes(AuditKind, name, before));

        var seen = Done(await restore);
        Assert.Equal(("blue", 4, 100), (seen.SelectorColor, seen.BlueReady, seen.BlueWeightPercent));
    }

    [Fact]
    public async Task One_replica_of_the_old_colour_that_can_not_start_keeps_nobody_on_the_new_one()
    {
        await using var bench = await StartAsync();
        var plan = await FullyShiftedAsync(bench, delayBlue: 1);
        // Green has four of seven.
        await bench.SendAsync(HttpMethod.Post, $"/api/v1/namespaces/{Bench.Namespace}/resourcequotas",
            """{"metadata":{"name":"small"},"spec":{"hard":{"pods":"7"} } }""");

        var seen = Done(await RestoreAsync(bench, plan, 13));

        Assert.Equal(("blue", 3, 100), (seen.SelectorColor, seen.BlueReady, seen.BlueWeightPercent));
    }

    [Fact]
    public async Task A_restore_gets_through_beside_a_writer_that_is_always_faster()
    {
        await using var bench = await StartAsync();
        var plan = await FullyShiftedAsync(bench);
        // Each of the first four writes answers 409, as if someone had been faster.
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.ServerError, Status = 409, Method = "PATCH", Path = $"/{plural}/{name}", Count = 4 });

        Assert.Equal(100, Done(await RestoreAsync(bench, plan, 13)).BlueWeightPercent);
    }

    [Fact]
    public async Task A_writer_that_lets_nobody_through_is_a_fault_which_is_tried_again_and_no_refusal()
    {
        await using var bench = await StartAsync();
        var plan = await FullyShiftedAsync(bench);
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.ServerError, Status = 409, Method = "PATCH", Path = $"/{plural}/{name}" });

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
        bench.Cluster.PutFault(new Fault { Kind = fault, Method = "PATCH", Path = $"/{plural}/{name}", Count = 1, RetryAfterSeconds = 0 });

        Done(await RestoreAsync(bench, plan, 13));

        Assert.Single(bench.Writes(AuditKind, name, before));
    }

    [Fact]
    public async Task A_restore_goes_over_a_change_by_hand()
    {
        await using var bench = await StartAsync();
        var plan = await FullyShiftedAsync(bench);
        await bench.PatchAsync(plural, name, Elsewhere);

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
        Done(await ShiftAsync(bench, plan, 8, Between));
        var before = bench.Cluster.LastAuditSequence;

        var deployed = await bench.Workloads.DeployAsync(plan, bench.Fence(10), bench.Order(Color.Blue, Color.Green), Token);
        var scaled = await bench.Workloads.ScaleDownAsync(plan, bench.Fence(10), bench.Order(Color.Blue, Color.Green), Token);

        Assert.True(deployed.Refusal is { Kind: RefusalKind.ForeignChange or RefusalKind.TrafficSplit }, $"{deployed.Refusal}");
        Refused(RefusalKind.ForeignChange, scaled);
        Assert.Empty(bench.Writes("Deployment", "svgx-engine-green", before));
    }

    [Fact]
    public async Task Users_lose_no_request_on_the_whole_way_there_and_back()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        bench.Cluster.StartTraffic(new TrafficOptions { Namespace = Bench.Namespace, Service = Service, RequestsPerSecond = 400 });
        foreach (var (turn, weight) in Steps)
        {
            Done(await ShiftAsync(bench, plan, turn, weight));
            await ServedAsync(bench, Share(weight), "green");
        }

        Done(await RestoreAsync(bench, plan, 13));
        await ServedAsync(bench, 1, "blue");
        bench.Cluster.StopTraffic(Bench.Namespace, Service);

        var report = bench.Cluster.Traffic(Bench.Namespace, Service)!;
        Assert.Equal((0, 0), (report.Failed, report.Skipped));

        double Share(int weight) => Real(weight) / 100.0;
    }

    private protected static Task<PortResult<TrafficObservation>> RestoreAsync(Bench bench, EnvironmentPlan plan, long turn) =>
        bench.Router.RestoreAsync(plan, bench.Fence(turn), bench.Traffic(Color.Green, Color.Blue), Token);

    /// <summary>Until a colour has answered its share of 200 further requests, give or take a tenth of all.</summary>
    private static async Task ServedAsync(Bench bench, double share, string color)
    {
        const int sample = 200;
        await EventuallyAsync(async () =>
        {
            var before = bench.Cluster.Traffic(Bench.Namespace, Service)!;
            await EventuallyAsync(() => Task.FromResult(bench.Cluster.Traffic(Bench.Namespace, Service)!.Total >= before.Total + sample));
            var after = bench.Cluster.Traffic(Bench.Namespace, Service)!;
            var answered = Of(after) - Of(before);
            return Math.Abs(((double)answered / (after.Total - before.Total)) - share) < 0.1;
        });

        long Of(TrafficReport report) => report.ByColor.GetValueOrDefault(color)?.Total ?? 0;
    }

    /// <summary>All users on green; blue is warm, or at zero and takes so long to become ready when it starts anew.</summary>
    private async Task<EnvironmentPlan> FullyShiftedAsync(Bench bench, int delayBlue = 0)
    {
        var plan = await BesideAsync(bench);
        foreach (var (turn, weight) in Steps)
        {
            Done(await ShiftAsync(bench, plan, turn, weight));
        }

        if (delayBlue > 0)
        {
            await ColdAsync(bench, plan, delayBlue);
        }

        return plan;
    }

    private static async Task ColdAsync(Bench bench, EnvironmentPlan plan, int delaySeconds)
    {
        var blue = await bench.GetAsync("deployments", "svgx-engine-blue");
        var container = PodTemplates.Containers(blue.PodSpec()!).Single().Copy();
        container["env"] = new JsonArray(new JsonObject { ["name"] = "READY_DELAY_S", ["value"] = $"{delaySeconds}" });
        await bench.PatchAsync("deployments", "svgx-engine-blue", new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["coordinator.dev/replicas-before"] = "4" } },
            ["spec"] = new JsonObject
            {
                ["replicas"] = 0,
                ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(container) } },
            },
        }.ToJsonString());
        await EventuallyAsync(async () => (await bench.Router.ObserveAsync(plan, Token)).BlueReady is 0);
    }
}
