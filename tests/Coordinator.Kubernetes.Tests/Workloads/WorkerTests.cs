using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Tests.Fixtures;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Workloads;

/// <summary>A web application with a worker that stands behind no Service, released together.</summary>
public sealed class WorkerTests
{
    [Fact]
    public async Task An_idle_preview_has_no_replicas_until_all_users_moved_then_the_new_worker_goes_up_before_the_old_goes_down()
    {
        await using var bench = await StartAsync();
        var plan = await PreviewAsync(bench, PreviewMode.Idle);
        Assert.Equal((3, 0), await WorkersAsync(bench));
        Assert.Equal(4, (await bench.GetAsync("deployments", "svgx-engine-green")).Whole("status", "readyReplicas"));
        await ShiftAsync(bench, plan);
        Assert.Equal((3, 0), await WorkersAsync(bench));
        var before = bench.Cluster.LastAuditSequence;

        Done(await bench.Workers.SwitchAsync(plan, bench.Fence(8), bench.Order(Color.Blue, Color.Green), Token));

        Assert.Equal((0, 3), await WorkersAsync(bench));
        Assert.Equal(3, (await bench.GetAsync("deployments", "svgx-worker-green")).Whole("status", "readyReplicas"));
        var up = Assert.Single(bench.Writes("Deployment", "svgx-worker-green", before));
        var down = Assert.Single(bench.Writes("Deployment", "svgx-worker-blue", before));
        Assert.True(up.Sequence < down.Sequence);
    }

    [Fact]
    public async Task A_preview_with_consent_works_beside_the_old_one_until_all_users_moved()
    {
        await using var bench = await StartAsync();
        var plan = await PreviewAsync(bench, PreviewMode.Live);
        Assert.Equal((3, 3), await WorkersAsync(bench));
        await ShiftAsync(bench, plan);

        Done(await bench.Workers.SwitchAsync(plan, bench.Fence(8), bench.Order(Color.Blue, Color.Green), Token));

        Assert.Equal((0, 3), await WorkersAsync(bench));
    }

    [Fact]
    public async Task A_rollback_brings_users_back_at_once_and_the_workers_with_them()
    {
        await using var bench = await StartAsync();
        var plan = await PreviewAsync(bench, PreviewMode.Idle);
        await ShiftAsync(bench, plan);
        Done(await bench.Workers.SwitchAsync(plan, bench.Fence(8), bench.Order(Color.Blue, Color.Green), Token));
        await bench.PatchAsync("deployments", "svgx-worker-blue", """
            {"spec":{"template":{"spec":{"containers":[{"name":"svgx-worker","image":"registry.example.com/worker:1-pullfail"}]}}}}
            """);

        var seen = Done(await bench.Router.RestoreAsync(plan, bench.Fence(9), bench.Traffic(Color.Green, Color.Blue), Token));

        Assert.Equal(("blue", 4), (seen.SelectorColor, seen.BlueReady));
        Assert.Equal((3, 3), await WorkersAsync(bench));
        Done(await bench.Workloads.ScaleDownAsync(plan, bench.Fence(10), bench.Order(Color.Blue, Color.Green), Token));
        Assert.Equal((3, 0), await WorkersAsync(bench));
    }

    [Fact]
    public async Task The_same_turn_twice_leaves_the_cluster_as_once()
    {
        await using var bench = await StartAsync();
        var plan = await PreviewAsync(bench, PreviewMode.Idle);
        await ShiftAsync(bench, plan);
        var order = bench.Order(Color.Blue, Color.Green);
        Done(await bench.Workers.SwitchAsync(plan, bench.Fence(8), order, Token));
        var before = bench.Cluster.LastAuditSequence;

        Done(await bench.Workers.SwitchAsync(plan, bench.Fence(8), order, Token));

        Assert.Empty(bench.Cluster.AuditEntries(before).Where(one => one.UserAgent.StartsWith("coordinator/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_worker_that_does_not_get_ready_leaves_the_old_one_at_work()
    {
        await using var bench = await StartAsync();
        var plan = await PreviewAsync(bench, PreviewMode.Idle, image: "registry.example.com/worker:2-pullfail");
        await ShiftAsync(bench, plan);

        Refused(RefusalKind.NotReady,
            await bench.Workers.SwitchAsync(plan, bench.Fence(8), bench.Order(Color.Blue, Color.Green), Token));

        Assert.Equal(3, (await WorkersAsync(bench)).Old);
    }

    [Fact]
    public async Task Preflight_refuses_a_worker_of_which_the_release_does_not_say_what_its_preview_may_do()
    {
        await using var bench = await StartAsync();
        var plan = await PlanAsync(bench, "1.0.0", null);

        var report = await bench.Preflight.RunAsync(plan, Token);

        var finding = Assert.Single(report.Findings, one => one is { Code: "manifests", Passed: false });
        Assert.Contains("svgx-worker", finding.Message);
    }

    /// <summary>Blue serves with its worker, green is beside it; turns up to 5 are used.</summary>
    private static async Task<EnvironmentPlan> PreviewAsync(Bench bench, PreviewMode mode, string? image = null)
    {
        var first = await PlanAsync(bench, "1.0.0", mode);
        Done(await bench.Workloads.PrepareAsync(first, bench.Fence(1), bench.Order(null, Color.Blue), Token));
        Done(await bench.Workloads.DeployAsync(first, bench.Fence(2), bench.Order(null, Color.Blue), Token));
        Done(await bench.Router.ShiftAsync(first, bench.Fence(3), bench.Traffic(null, Color.Blue), Token));
        Done(await bench.Workers.SwitchAsync(first, bench.Fence(3), bench.Order(null, Color.Blue), Token));
        var plan = await PlanAsync(bench, "2.0.0", mode, image);
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));
        Done(await bench.Workloads.DeployAsync(plan, bench.Fence(5), bench.Order(Color.Blue, Color.Green), Token));
        return plan;
    }

    private static async Task ShiftAsync(Bench bench, EnvironmentPlan plan)
    {
        Done(await bench.Workloads.EnsureCapacityAsync(plan, bench.Fence(6), bench.Order(Color.Blue, Color.Green), Token));
        Done(await bench.Router.ShiftAsync(plan, bench.Fence(7), bench.Traffic(Color.Blue, Color.Green), Token));
    }

    private static async Task<EnvironmentPlan> PlanAsync(Bench bench, string version, PreviewMode? mode, string? image = null)
    {
        var plan = await bench.PlanAsync(version, manifests => manifests.Add(JsonNode.Parse($$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"svgx-worker"},"spec":{"replicas":3,
             "selector":{"matchLabels":{"app":"svgx-worker"}},"template":{"metadata":{"labels":{"app":"svgx-worker"}},
             "spec":{"containers":[{"name":"svgx-worker","image":"{{{image ?? $"registry.example.com/worker:{version}"}}}"}]} } } }
            """)));
        return plan with
        {
            Deployments = ["svgx-engine", "svgx-worker"],
            Target = mode is { } preview ? plan.Target with { Workers = plan.Target.Workers.Add("svgx-worker", preview) } : plan.Target,
        };
    }

    private static async Task<(int Old, int New)> WorkersAsync(Bench bench) => (
        (int)(await bench.GetAsync("deployments", "svgx-worker-blue")).Whole("spec", "replicas")!,
        (int)(await bench.GetAsync("deployments", "svgx-worker-green")).Whole("spec", "replicas")!);
}
