using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Tests.Fixtures;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Workloads;

/// <summary>Someone else applies; the coordinator waits, checks and moves users.</summary>
public sealed class ExternalTests
{
    [Fact]
    public async Task The_preview_is_waited_for_then_scaled_and_given_the_users()
    {
        await using var bench = await StartAsync();
        var plan = await ServingAsync(bench);
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));
        var deploying = bench.Workloads.DeployAsync(plan, bench.Fence(5), bench.Order(Color.Blue, Color.Green), Token);
        Assert.False(deploying.IsCompleted);

        await ApplyAsync(bench, "green", "2.0.0", replicas: 0);

        var report = Done(await deploying);
        Assert.Equal(4, report.Replicas);
        Assert.Contains("applied from outside", report.Message);
        Done(await bench.Workloads.EnsureCapacityAsync(plan, bench.Fence(6), bench.Order(Color.Blue, Color.Green), Token));
        Done(await bench.Router.ShiftAsync(plan, bench.Fence(7), bench.Traffic(Color.Blue, Color.Green), Token));
        Assert.Equal("green", await bench.SelectorAsync());
        Done(await bench.Workloads.ScaleDownAsync(plan, bench.Fence(8), bench.Order(Color.Green, Color.Blue), Token));
    }

    [Fact]
    public async Task Nothing_of_the_manifests_is_applied()
    {
        await using var bench = await StartAsync();
        var plan = await ServingAsync(bench);

        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));

        Assert.Equal(
            [$"Service/{Service}-blue", $"Service/{Service}-green"],
            bench.Cluster.AuditEntries(0).Where(one => one.Verb is "apply").Select(one => $"{one.Kind}/{one.Name}").Order());
    }

    [Fact]
    public async Task A_preview_that_is_not_brought_in_time_is_told_with_what_was_found()
    {
        await using var bench = await StartAsync();
        var plan = await ServingAsync(bench);
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));
        var order = bench.Order(Color.Blue, Color.Green) with { Deadline = bench.Clock.GetUtcNow() };

        Assert.Contains("Deployment/svgx-engine-green does not exist",
            Refused(RefusalKind.DeadlineExceeded, await bench.Workloads.DeployAsync(plan, bench.Fence(5), order, Token)).Message);

        await ApplyAsync(bench, "green", "1.9.0", replicas: 4);
        Assert.Contains("svgx-engine:1.9.0, not version 2.0.0",
            Refused(RefusalKind.DeadlineExceeded, await bench.Workloads.DeployAsync(plan, bench.Fence(5), order, Token)).Message);
    }

    [Fact]
    public async Task A_target_Service_that_nobody_made_is_told()
    {
        await using var bench = await StartAsync();
        var plan = External(await bench.PlanAsync("2.0.0", manifests => manifests.Clear()));

        var refusal = Refused(RefusalKind.Rejected,
            await bench.Workloads.PrepareAsync(plan, bench.Fence(1), bench.Order(null, Color.Blue), Token));

        Assert.Contains("whoever applies the manifests makes it first", refusal.Message);
    }

    /// <summary>Blue serves, applied by hand.</summary>
    private static async Task<EnvironmentPlan> ServingAsync(Bench bench)
    {
        await bench.SendAsync(HttpMethod.Post, $"/api/v1/namespaces/{Namespace}/services", $$$"""
            {"metadata":{"name":"{{{Service}}}"},"spec":{"selector":{"app":"svgx-engine","version":"blue"},
             "ports":[{"name":"http","port":80,"targetPort":"http"}]} }
            """);
        await ApplyAsync(bench, "blue", "1.0.0", replicas: 4);
        await EventuallyAsync(async () =>
            (await bench.GetAsync("deployments", "svgx-engine-blue")).Whole("status", "readyReplicas") is 4);
        return External(await bench.PlanAsync("2.0.0", manifests => manifests.Clear()));
    }

    private static EnvironmentPlan External(EnvironmentPlan plan) =>
        plan with { Target = plan.Target with { Apply = TargetApply.External } };

    private static async Task ApplyAsync(Bench bench, string color, string version, int replicas)
    {
        var manifests = JsonNode.Parse((await bench.Documents.FindAsync((await bench.PlanAsync(version)).ManifestsDigest, Token))!)!;
        var deployment = manifests.AsArray().OfType<JsonObject>().Single(one => one.Kind() is "Deployment").Copy();
        deployment["metadata"]!["name"] = $"svgx-engine-{color}";
        deployment["spec"]!["replicas"] = replicas;
        deployment["spec"]!["selector"]!["matchLabels"]!["version"] = color;
        deployment["spec"]!["template"]!["metadata"]!["labels"]!["version"] = color;
        PodTemplates.Containers(deployment.PodSpec()!).Single().Remove("envFrom");
        await bench.SendAsync(HttpMethod.Post, $"/apis/apps/v1/namespaces/{Namespace}/deployments", deployment.ToJsonString());
    }
}
