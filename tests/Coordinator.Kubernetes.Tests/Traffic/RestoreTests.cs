using System.Text.Json.Nodes;
using Coordinator.Core;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Tests.Fixtures;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Traffic;

public sealed class RestoreTests
{
    [Fact]
    public async Task A_restore_stamps_the_old_Deployment_first_and_then_the_Service()
    {
        await using var bench = await StartAsync();
        var plan = await ShiftedAsync(bench);
        var before = bench.Cluster.LastAuditSequence;

        var seen = Done(await bench.Router.RestoreAsync(plan, bench.Fence(7), bench.Traffic(Color.Green, Color.Blue), Token));

        Assert.Equal(("blue", "blue", 7L, 4), (seen.SelectorColor, seen.RecordedActive, seen.Turn, seen.ReadyEndpoints));
        Assert.Equal(
            ["Deployment/svgx-engine-blue", $"Service/{Service}"],
            bench.Cluster.AuditEntries(before).Select(one => $"{one.Kind}/{one.Name}"));
    }

    [Fact]
    public async Task A_restore_writes_even_a_Service_that_looks_right_and_once_only()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        var before = bench.Cluster.LastAuditSequence;

        Done(await bench.Router.RestoreAsync(plan, bench.Fence(7), bench.Traffic(Color.Green, Color.Blue), Token));
        Done(await bench.Router.RestoreAsync(plan, bench.Fence(7), bench.Traffic(Color.Green, Color.Blue), Token));

        Assert.Single(bench.Writes("Service", Service, before));
        Assert.Single(bench.Writes("Deployment", "svgx-engine-blue", before));
        Refused(RefusalKind.StaleTurn,
            await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));
    }

    [Fact]
    public async Task A_scale_down_under_way_fails_once_the_old_Deployment_is_stamped()
    {
        await using var bench = await StartAsync();
        var plan = await ShiftedAsync(bench);
        Done(await bench.Router.RestoreAsync(plan, bench.Fence(8), bench.Traffic(Color.Green, Color.Blue), Token));
        await bench.PatchAsync("services", Service,
            """{"spec":{"selector":{"version":"green"}},"metadata":{"annotations":{"coordinator.dev/turn":"1"}}}""");

        Refused(RefusalKind.StaleTurn,
            await bench.Workloads.ScaleDownAsync(plan, bench.Fence(7), bench.Order(Color.Green, Color.Blue), Token));

        Assert.Equal(4, (await bench.GetAsync("deployments", "svgx-engine-blue")).Whole("spec", "replicas"));
    }

    [Fact]
    public async Task Without_an_old_colour_that_is_ready_it_is_scaled_up_and_traffic_stays_until_it_is()
    {
        await using var bench = await StartAsync(factor: 10);
        var plan = await ShiftedAsync(bench, delayBlue: 15);
        await bench.PatchAsync("deployments", "svgx-engine-blue", """{"spec":{"replicas":0}}""");

        var restore = bench.Router.RestoreAsync(plan, bench.Fence(7), bench.Traffic(Color.Green, Color.Blue), Token);
        await EventuallyAsync(async () => (await bench.GetAsync("deployments", "svgx-engine-blue"))
            .Whole("spec", "replicas") is 4);
        Assert.Equal("green", await bench.SelectorAsync());

        var seen = Done(await restore);
        Assert.Equal(("blue", 4), (seen.SelectorColor, seen.BlueReady));
    }

    [Fact]
    public async Task The_attempt_after_one_that_scaled_the_old_colour_up_waits_for_all_of_it_too()
    {
        await using var bench = await StartAsync(factor: 10);
        // An attempt waits for a minute: as far from the end of the first as from that of the second.
        var plan = await ShiftedAsync(bench, delayBlue: 90);
        await bench.PatchAsync("deployments", "svgx-engine-blue", """{"spec":{"replicas":0}}""");

        var refusal = Refused(RefusalKind.NotReady,
            await bench.Router.RestoreAsync(plan, bench.Fence(7), bench.Traffic(Color.Green, Color.Blue), Token));
        Assert.Equal("blue is not ready; users stay on green until it is.", refusal.Message);

        var seen = Done(await bench.Router.RestoreAsync(plan, bench.Fence(9), bench.Traffic(Color.Green, Color.Blue), Token));
        Assert.Equal(("blue", 4), (seen.SelectorColor, seen.BlueReady));
    }

    [Fact]
    public async Task Traffic_leaves_a_new_colour_without_a_ready_pod_at_once()
    {
        await using var bench = await StartAsync();
        var plan = await ShiftedAsync(bench, delayBlue: 100_000_000);
        await bench.PatchAsync("deployments", "svgx-engine-green", """{"spec":{"replicas":0}}""");
        await EventuallyAsync(async () => (await bench.Router.ObserveAsync(plan, Token)).GreenReady is 0);

        var seen = Done(await bench.Router.RestoreAsync(plan, bench.Fence(7), bench.Traffic(Color.Green, Color.Blue), Token));

        Assert.Equal(("blue", 0), (seen.SelectorColor, seen.BlueReady));
    }

    [Fact]
    public async Task An_old_colour_that_is_missing_is_told()
    {
        await using var bench = await StartAsync();
        var plan = await ShiftedAsync(bench);
        await bench.SendAsync(HttpMethod.Delete, $"/apis/apps/v1/namespaces/{Bench.Namespace}/deployments/svgx-engine-blue");

        Refused(RefusalKind.NoPreviousColor,
            await bench.Router.RestoreAsync(plan, bench.Fence(7), bench.Traffic(Color.Green, Color.Blue), Token));

        Assert.Equal("green", await bench.SelectorAsync());
    }

    [Fact]
    public async Task A_failed_first_install_selects_none()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        var seen = Done(await bench.Router.RestoreAsync(plan, bench.Fence(4), bench.Traffic(Color.Blue, null), Token));

        Assert.Equal(("none", "none", 0, 0),
            (seen.SelectorColor, seen.RecordedActive, seen.BlueWeightPercent, seen.ReadyEndpoints));
    }

    [Fact]
    public async Task A_restore_goes_over_a_foreign_change()
    {
        await using var bench = await StartAsync();
        var plan = await ShiftedAsync(bench);
        await bench.PatchAsync("services", Service, """{"spec":{"selector":{"version":"purple"}}}""");

        Assert.Equal("blue", Done(await bench.Router.RestoreAsync(
            plan, bench.Fence(7), bench.Traffic(Color.Green, Color.Blue), Token)).SelectorColor);
    }

    [Fact]
    public async Task Rollback_calls_pass_the_budget()
    {
        await using var bench = await StartAsync();
        var plan = await ShiftedAsync(bench);
        bench.Registry.Set(new RegistryRow("cluster", "one", CoreJson.Write(new ClusterSpec
        {
            Name = "one",
            Region = "eu",
            Kubeconfig = new KubeconfigRef("kubeconfig", "one"),
            Api = new ApiBudgetSpec(0.01, 1),
        }), null));
        // One call, then one each hundred seconds: whatever takes part in the budget gives up.
        await Assert.ThrowsAsync<ClusterUnreachableException>(() => bench.Router.ObserveAsync(plan, Token));

        var restored = bench.Router.RestoreAsync(plan, bench.Fence(7), bench.Traffic(Color.Green, Color.Blue), Token);

        Assert.Equal("blue", Done(await restored).SelectorColor);
    }

    [Fact]
    public async Task A_dead_database_does_not_delay_a_rollback()
    {
        await using var bench = await StartAsync();
        var plan = await ShiftedAsync(bench) with { ManifestsDigest = "sha256:gone" };
        bench.Registry.IsDown = true;

        Assert.Equal("blue", Done(await bench.Router.RestoreAsync(
            plan, bench.Fence(7), bench.Traffic(Color.Green, Color.Blue), Token)).SelectorColor);
    }

    /// <summary>Users on green, blue warm; blue's pods take so long to become ready when they start anew.</summary>
    private static async Task<EnvironmentPlan> ShiftedAsync(Bench bench, int delayBlue = 0)
    {
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        Done(await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));
        if (delayBlue > 0)
        {
            var blue = await bench.GetAsync("deployments", "svgx-engine-blue");
            var container = PodTemplates.Containers(blue.PodSpec()!).Single().Copy();
            container["env"] = new JsonArray(new JsonObject { ["name"] = "READY_DELAY_S", ["value"] = $"{delayBlue}" });
            await bench.PatchAsync("deployments", "svgx-engine-blue", new JsonObject
            {
                ["spec"] = new JsonObject
                {
                    ["replicas"] = 0,
                    ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(container) } },
                },
            }.ToJsonString());
            await EventuallyAsync(async () => (await bench.Router.ObserveAsync(plan, Token)).BlueReady is 0);
        }

        return plan;
    }
}
