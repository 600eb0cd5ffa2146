using System.Text.Json.Nodes;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Kubernetes.Tests.Fixtures;
using Coordinator.Simulator.Traffic;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Traffic;

/// <summary>What users see of it all, and colours that take their time.</summary>
public abstract partial class SimulatedRouterContract
{
    [Fact]
    public async Task Users_leave_a_dead_new_colour_at_once_although_the_old_one_has_to_start()
    {
        await using var bench = await StartAsync();
        var plan = await WithColdBlueAsync(bench, delaySeconds: 100_000_000);
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
        var plan = await WithColdBlueAsync(bench, delaySeconds: 15);
        var before = bench.Cluster.LastAuditSequence;

        var restore = RestoreAsync(bench, plan, 13);
        await EventuallyAsync(async () => (await bench.GetAsync("deployments", "svgx-engine-blue")).Whole("spec", "replicas") is 4);
        Assert.Empty(bench.Writes(Case.AuditKind, Case.Name, before));

        var seen = Done(await restore);
        Assert.Equal(("blue", 4, 100), (seen.SelectorColor, seen.BlueReady, seen.BlueWeightPercent));
    }

    [Fact]
    public async Task One_replica_of_the_old_colour_that_can_not_start_keeps_nobody_on_the_new_one()
    {
        await using var bench = await StartAsync();
        var plan = await WithColdBlueAsync(bench, delaySeconds: 1);
        // Green has four of seven.
        await bench.SendAsync(HttpMethod.Post, $"/api/v1/namespaces/{Bench.Namespace}/resourcequotas",
            """{"metadata":{"name":"small"},"spec":{"hard":{"pods":"7"} } }""");

        var seen = Done(await RestoreAsync(bench, plan, 13));

        Assert.Equal(("blue", 3, 100), (seen.SelectorColor, seen.BlueReady, seen.BlueWeightPercent));
    }

    [Fact]
    public async Task Users_lose_no_request_on_the_whole_way_there_and_back()
    {
        await using var bench = await StartAsync();
        var plan = await BesideAsync(bench);
        bench.Cluster.StartTraffic(new TrafficOptions { Namespace = Bench.Namespace, Service = Service, RequestsPerSecond = 400 });
        foreach (var (turn, weight) in Case.Steps)
        {
            Done(await ShiftAsync(bench, plan, turn, weight));
            await ServedAsync(bench, Share(weight), "green");
        }

        Done(await RestoreAsync(bench, plan, 13));
        await ServedAsync(bench, 1, "blue");
        bench.Cluster.StopTraffic(Bench.Namespace, Service);

        var report = bench.Cluster.Traffic(Bench.Namespace, Service)!;
        Assert.Equal((0, 0), (report.Failed, report.Skipped));

        double Share(int weight) => Case.Real(weight) / 100.0;
    }

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

    /// <summary>All users on green; blue is at zero and takes so long to become ready when it starts anew.</summary>
    private async Task<EnvironmentPlan> WithColdBlueAsync(Bench bench, int delaySeconds)
    {
        var plan = await FullyShiftedAsync(bench);
        await ColdAsync(bench, plan, delaySeconds);
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
