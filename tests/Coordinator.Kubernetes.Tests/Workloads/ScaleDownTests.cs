using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Workloads;

public sealed class ScaleDownTests
{
    [Fact]
    public async Task A_colour_is_never_scaled_down_while_the_selector_names_it()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        var refusal = Refused(RefusalKind.ForeignChange,
            await bench.Workloads.ScaleDownAsync(plan, bench.Fence(7), bench.Order(Color.Green, Color.Blue), Token));

        Assert.Equal("blue", refusal.FoundColor);
        Assert.Equal(4, (await bench.GetAsync("deployments", "svgx-engine-blue")).Whole("spec", "replicas"));
    }

    [Fact]
    public async Task A_colour_is_scaled_down_only_after_its_request_counter_stood_still()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        Done(await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));
        bench.Cluster.StartTraffic(new() { Namespace = Namespace, Service = Service + "-blue", RequestsPerSecond = 400 });
        var order = bench.Order(Color.Green, Color.Blue) with { Deadline = bench.Clock.GetUtcNow() + TimeSpan.FromSeconds(90) };

        Refused(RefusalKind.DeadlineExceeded, await bench.Workloads.ScaleDownAsync(plan, bench.Fence(7), order, Token));
        Assert.Equal(4, (await bench.GetAsync("deployments", "svgx-engine-blue")).Whole("spec", "replicas"));

        bench.Cluster.StopTraffic(Namespace, Service + "-blue");
        var asked = bench.Clock.GetUtcNow();
        Done(await bench.Workloads.ScaleDownAsync(plan, bench.Fence(7), bench.Order(Color.Green, Color.Blue), Token));

        var write = bench.Writes("Deployment", "svgx-engine-blue")[^1];
        Assert.True(write.At - asked >= plan.BlueGreen.AbortScaleDownDelay, $"after {write.At - asked}");
        Assert.Contains(write.Changes, change => change is { Path: "spec.replicas", After: "0" });
    }

    [Fact]
    public async Task Long_lived_connections_get_the_pods_grace_period_before_the_old_colour_goes()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync(change: manifests => manifests.OfType<JsonObject>().Single(one => one.Kind() is "Deployment")
            ["spec"]!["template"]!["spec"]!["terminationGracePeriodSeconds"] = 120);
        var plan = await bench.PreviewAsync();
        Done(await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));
        var asked = bench.Clock.GetUtcNow();

        Done(await bench.Workloads.ScaleDownAsync(plan, bench.Fence(7), bench.Order(Color.Green, Color.Blue), Token));

        var write = bench.Writes("Deployment", "svgx-engine-blue")[^1];
        Assert.True(write.At - asked >= TimeSpan.FromSeconds(120), $"after {write.At - asked}");
    }

    [Fact]
    public async Task The_same_turn_twice_leaves_the_cluster_as_once()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        Done(await bench.Workloads.ScaleDownAsync(plan, bench.Fence(6), bench.Order(Color.Blue, Color.Green), Token));
        var before = bench.Cluster.LastAuditSequence;

        Done(await bench.Workloads.ScaleDownAsync(plan, bench.Fence(6), bench.Order(Color.Blue, Color.Green), Token));

        Assert.Empty(bench.Writes("Deployment", "svgx-engine-green", before));
    }
}
