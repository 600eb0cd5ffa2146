using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Simulator.Faults;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Workloads;

public sealed class DeployTests
{
    [Fact]
    public async Task A_Deployment_is_created_with_0_replicas_and_released_by_a_conditional_patch()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        var writes = bench.Writes("Deployment", "svgx-engine-blue");

        Assert.Equal(["apply", "patch"], writes.Select(one => one.Verb));
        var created = await bench.GetAsync("deployments", "svgx-engine-blue");
        Assert.Equal("4", Assert.Single(writes[1].Changes).After);
        Assert.Equal(4, created.Whole("spec", "replicas"));
        Assert.Equal(("2", Owner), (created.Annotation("coordinator.dev/turn"), created.Annotation("coordinator.dev/owner")));
        Assert.Equal(("coordinator", plan.Release),
            (created.Label("app.kubernetes.io/managed-by"), created.Label("coordinator.dev/release")));
    }

    [Fact]
    public async Task A_deployment_reports_ready_replicas_and_the_log_of_a_healthy_pod()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PlanAsync("2.0.0");
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));

        var report = Done(await bench.Workloads.DeployAsync(plan, bench.Fence(5), bench.Order(Color.Blue, Color.Green), Token));

        Assert.Equal(4, report.Replicas);
        Assert.Contains("svgx-engine-green: 4 of 4 ready", report.Message);
    }

    [Fact]
    public async Task The_same_turn_twice_leaves_the_cluster_as_once()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        var before = bench.Cluster.Version;

        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(5), bench.Order(Color.Blue, Color.Green), Token));
        var prepared = bench.Cluster.LastAuditSequence;
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(5), bench.Order(Color.Blue, Color.Green), Token));
        Done(await bench.Workloads.DeployAsync(plan, bench.Fence(5), bench.Order(Color.Blue, Color.Green), Token));

        Assert.All(bench.Cluster.AuditEntries(prepared), one => Assert.Empty(one.Changes));
        Assert.True(before > 0);
    }

    [Theory]
    [InlineData(FaultKind.DropAfter)]
    [InlineData(FaultKind.DropBefore)]
    [InlineData(FaultKind.TimeoutAfter)]
    public async Task A_creation_whose_outcome_is_unknown_is_read_before_it_is_repeated(FaultKind kind)
    {
        await using var bench = await StartAsync();
        bench.Cluster.PutFault(new Fault { Kind = kind, Method = "PATCH", Path = "/deployments/svgx-engine-blue", Count = 1 });
        bench.Cluster.PutFault(new Fault { Kind = kind, Method = "PATCH", Path = $"/services/{Service}", Count = 1 });

        await bench.InstallAsync();

        Assert.Equal("blue", await bench.SelectorAsync());
        Assert.Equal(["apply", "patch", "patch"], bench.Writes("Service", Service).Select(one => one.Verb));
    }

    [Fact]
    public async Task The_full_count_is_the_larger_of_the_manifests_and_the_active_colours_current_replicas()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        bench.Cluster.Autoscale(Namespace, "svgx-engine-blue", 7);

        var plan = await bench.PreviewAsync();

        Assert.Equal(7, (await bench.GetAsync("deployments", "svgx-engine-green")).Whole("status", "readyReplicas"));
        bench.Cluster.Autoscale(Namespace, "svgx-engine-blue", 9);
        var report = Done(
            await bench.Workloads.EnsureCapacityAsync(plan, bench.Fence(6), bench.Order(Color.Blue, Color.Green), Token));
        Assert.Equal(9, report.Replicas);
    }

    [Fact]
    public async Task A_preview_can_be_smaller_until_it_is_brought_to_the_full_count()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PlanAsync("2.0.0");
        plan = plan with { BlueGreen = plan.BlueGreen with { PreviewReplicas = 1 } };
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));

        Assert.Equal(1, Done(await bench.Workloads.DeployAsync(plan, bench.Fence(5), bench.Order(Color.Blue, Color.Green), Token))
            .Replicas);
        Assert.Equal(4,
            Done(await bench.Workloads.EnsureCapacityAsync(plan, bench.Fence(6), bench.Order(Color.Blue, Color.Green), Token))
            .Replicas);
    }

    [Fact]
    public async Task A_release_over_the_previous_one_leaves_no_old_pod_in_the_preview()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        Done(await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));
        var next = await bench.PlanAsync("3.0.0");
        Done(await bench.Workloads.PrepareAsync(next, bench.Fence(7), bench.Order(Color.Green, Color.Blue), Token));

        Done(await bench.Workloads.DeployAsync(next, bench.Fence(8), bench.Order(Color.Green, Color.Blue), Token));

        var pods = (await bench.SendAsync(HttpMethod.Get, $"/api/v1/namespaces/{Namespace}/pods?labelSelector=version%3Dblue"))
            .Objects("items");
        Assert.All(pods.Where(pod => pod.Text("metadata", "deletionTimestamp") is null),
            pod => Assert.Equal("3.0.0", pod.Label("app.kubernetes.io/version")));
    }

    [Fact]
    public async Task Before_a_preview_is_applied_the_selector_must_name_a_colour_or_none()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PlanAsync("2.0.0");
        await bench.PatchAsync("services", Service, """{"spec":{"selector":{"version":null}}}""");

        Refused(RefusalKind.TrafficSplit,
            await bench.Workloads.DeployAsync(plan, bench.Fence(5), bench.Order(Color.Blue, Color.Green), Token));
    }

    [Fact]
    public async Task A_colour_that_serves_is_not_deployed_over()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        var refusal = Refused(RefusalKind.ForeignChange,
            await bench.Workloads.DeployAsync(plan, bench.Fence(5), bench.Order(Color.Green, Color.Blue), Token));

        Assert.Equal("blue", refusal.FoundColor);
    }

    [Fact]
    public async Task A_Deployment_with_a_higher_turn_is_never_written()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        await bench.PatchAsync("deployments", "svgx-engine-green",
            """{"metadata":{"annotations":{"coordinator.dev/turn":"50"}}}""");
        var before = bench.Cluster.LastAuditSequence;

        var refusal = Refused(
            RefusalKind.StaleTurn,
                await bench.Workloads.DeployAsync(plan, bench.Fence(6), bench.Order(Color.Blue, Color.Green), Token));

        Assert.Equal(50, refusal.FoundTurn);
        Assert.Empty(bench.Writes("Deployment", "svgx-engine-green", before));
    }

    [Fact]
    public async Task A_changed_selector_recreates_the_preview_Deployment()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        await bench.PreviewAsync();
        var uid = (await bench.GetAsync("deployments", "svgx-engine-green")).Text("metadata", "uid");
        var plan = await bench.PlanAsync("3.0.0", manifests =>
        {
            var deployment = manifests.OfType<JsonObject>().Single(one => one.Kind() is "Deployment");
            deployment["spec"]!["selector"]!["matchLabels"]!["tier"] = "web";
            deployment["spec"]!["template"]!["metadata"]!["labels"]!["tier"] = "web";
        });

        Done(await bench.Workloads.DeployAsync(plan, bench.Fence(6), bench.Order(Color.Blue, Color.Green), Token));

        var recreated = await bench.GetAsync("deployments", "svgx-engine-green");
        Assert.NotEqual(uid, recreated.Text("metadata", "uid"));
        Assert.Equal("web", recreated.Text("spec", "selector", "matchLabels", "tier"));
    }

    [Fact]
    public async Task A_field_of_another_manager_is_a_conflict_that_names_it()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        await bench.PreviewAsync();
        await bench.PatchAsync("configmaps", "svgx-engine-config-green", """{"data":{"LOG_LEVEL":"debug"}}""");

        var refusal = Refused(RefusalKind.Conflict, await bench.Workloads.PrepareAsync(
            await bench.PlanAsync("2.0.1"), bench.Fence(6), bench.Order(Color.Blue, Color.Green), Token));

        Assert.Equal("kubectl", refusal.Manager);
    }

    [Theory]
    [InlineData("crash", "CrashLoopBackOff")]
    [InlineData("pull", "ImagePullBackOff")]
    public async Task A_rollout_that_can_not_succeed_ends_early_and_tells_why(string how, string reason)
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PlanAsync("2.0.0", manifests =>
        {
            var container = PodTemplates.Containers(manifests.OfType<JsonObject>().Single(one => one.Kind() is "Deployment")
                .PodSpec()!).Single();
            container["env"] = new JsonArray(new JsonObject { ["name"] = "CRASH", ["value"] = how is "crash" ? "1" : "0" });
            container["image"] = how is "pull" ? "registry.example.com/svgx-engine:2-pullfail"
                : "registry.example.com/svgx-engine:2";
        });
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));

        var refusal = Refused(
            RefusalKind.NotReady,
                await bench.Workloads.DeployAsync(plan, bench.Fence(5), bench.Order(Color.Blue, Color.Green), Token));

        Assert.Contains(reason, refusal.Message);
        if (how is "crash")
        {
            Assert.Contains("svgx-engine-green-", refusal.Logs);
        }
    }

    [Fact]
    public async Task A_rollout_that_is_too_slow_ends_with_its_deadline()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PlanAsync("2.0.0", manifests =>
            PodTemplates.Containers(manifests.OfType<JsonObject>().Single(one => one.Kind() is "Deployment").PodSpec()!)
                .Single()["env"] =
                new JsonArray(new JsonObject { ["name"] = "READY_DELAY_S", ["value"] = "100000" }));
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));
        var order = bench.Order(Color.Blue, Color.Green) with { Deadline = bench.Clock.GetUtcNow() + TimeSpan.FromSeconds(20) };

        var refusal = Refused(RefusalKind.DeadlineExceeded,
            await bench.Workloads.DeployAsync(plan, bench.Fence(5), order, Token));

        Assert.Contains("0 of 4 ready", refusal.Message);
    }
}
