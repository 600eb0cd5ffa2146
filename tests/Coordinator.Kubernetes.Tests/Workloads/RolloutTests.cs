using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Tests.Fixtures;
using Coordinator.Kubernetes.Workloads;
using Coordinator.Simulator.Faults;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Workloads;

public sealed class RolloutTests
{
    [Fact]
    public async Task A_slow_rollout_is_watched_and_not_asked_after_again_and_again()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await PreparedAsync(bench, ("READY_DELAY_S", "60"));
        bench.Cluster.PutFault(new Fault { Id = "pods", Kind = FaultKind.Latency, Path = "/pods", Method = "GET", Count = 1000 });

        Done(await DeployAsync(bench, plan));

        // One list, one watch, one log, and one list for the images that run.
        Assert.Equal(996, bench.Cluster.Faults.Single(one => one.Id == "pods").Count);
    }

    [Theory]
    [InlineData(FaultKind.DropWatches)]
    [InlineData(FaultKind.Partition)]
    public async Task A_rollout_ends_although_watches_break_and_versions_expire(FaultKind kind)
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await PreparedAsync(bench, ("READY_DELAY_S", "60"));
        var deploying = DeployAsync(bench, plan);
        await EventuallyAsync(() => Task.FromResult(bench.Cluster.Watches > 0));

        bench.Cluster.PutFault(new Fault { Kind = kind, Count = 3 });
        bench.Cluster.Compact();

        Assert.Equal(4, Done(await deploying).Replicas);
    }

    [Fact]
    public async Task A_cluster_that_goes_away_in_the_middle_is_unreachable_and_not_a_failure()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await PreparedAsync(bench, ("READY_DELAY_S", "60"));
        var deploying = DeployAsync(bench, plan);
        await EventuallyAsync(() => Task.FromResult(bench.Cluster.Watches > 0));

        var away = bench.Cluster.PutFault(new Fault { Kind = FaultKind.Partition });

        await Assert.ThrowsAsync<ClusterUnreachableException>(() => deploying);
        bench.Cluster.RemoveFault(away);
        Assert.Equal(4, Done(await DeployAsync(bench, plan)).Replicas);
    }

    [Fact]
    public async Task A_stale_look_at_the_rollout_before_is_not_taken_for_this_one()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        var call = await bench.CallAsync(plan, 9);
        Done(await call.Writer.WriteAsync(ResourceKind.Deployments, "svgx-engine-blue", live =>
        {
            // What is read after this moment, the write apart, is as it was before it.
            bench.Cluster.PutFault(new Fault { Id = "stale", Kind = FaultKind.StaleReads, Method = "GET", Path = "/deployments", Count = 2 });
            return ScalePatch.Step(ScalePatch.To(6));
        }, Token));

        var report = Done(await new RolloutWait(call, Color.Blue, bench.Soon).RunAsync("scaled", Token));

        Assert.Equal(6, report.Replicas);
        Assert.DoesNotContain(bench.Cluster.Faults, one => one.Id == "stale");
    }

    [Fact]
    public async Task Pods_without_a_place_are_named_when_the_time_is_over()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await PreparedAsync(bench);
        foreach (var node in (await bench.SendAsync(HttpMethod.Get, "/api/v1/nodes")).Objects("items"))
        {
            await bench.SendAsync(HttpMethod.Patch, $"/api/v1/nodes/{node.Name()}", """{"spec":{"unschedulable":true} }""",
                "application/merge-patch+json");
        }

        var refusal = Refused(RefusalKind.DeadlineExceeded, await DeployAsync(bench, plan, TimeSpan.FromSeconds(30)));

        Assert.Contains("can't be scheduled", refusal.Message);
        Assert.Contains("3 more", refusal.Message);
    }

    [Fact]
    public async Task An_image_that_can_not_be_pulled_gets_a_minute()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await PreparedAsync(bench, image: "registry.example.com/svgx-engine:2-pullfail");
        var began = bench.Clock.GetUtcNow();

        Refused(RefusalKind.NotReady, await DeployAsync(bench, plan));

        Assert.InRange(bench.Clock.GetUtcNow() - began, TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(60));
    }

    [Fact]
    public async Task The_failure_holds_the_events_and_the_last_lines_of_each_failing_pod()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await PreparedAsync(bench, ("CRASH", "1"));
        var deploying = DeployAsync(bench, plan);
        var pod = await FirstPodAsync(bench);
        await bench.SendAsync(HttpMethod.Post, $"/api/v1/namespaces/{Namespace}/events", $$$"""
            {"metadata":{"name":"e1"},"type":"Warning","reason":"BackOff","message":"Back-off restarting failed container","count":7,
             "involvedObject":{"kind":"Pod","namespace":"{{{Namespace}}}","name":"{{{pod.Name()}}}","uid":"{{{pod.Text("metadata", "uid")}}}"} }
            """);

        var refusal = Refused(RefusalKind.NotReady, await deploying);

        Assert.Contains("CrashLoopBackOff, last exit code 1", refusal.Message);
        Assert.Contains($"{pod.Name()}: event Warning BackOff (7 times): Back-off restarting failed container", refusal.Logs);
        Assert.Contains($"{pod.Name()}: (before its restart) level=fatal msg=\"CRASH=1\"", refusal.Logs);
    }

    private static async Task<JsonObject> FirstPodAsync(Bench bench)
    {
        JsonObject? pod = null;
        await EventuallyAsync(async () => (pod = (await bench.SendAsync(
            HttpMethod.Get, $"/api/v1/namespaces/{Namespace}/pods?labelSelector=version%3Dgreen")).Objects("items").FirstOrDefault()) is not null);
        return pod!;
    }

    private static async Task<EnvironmentPlan> PreparedAsync(Bench bench, (string Name, string Value)? variable = null, string? image = null)
    {
        var plan = await bench.PlanAsync("2.0.0", manifests =>
        {
            var container = PodTemplates.Containers(manifests.OfType<JsonObject>().Single(one => one.Kind() is "Deployment").PodSpec()!).Single();
            if (variable is var (name, value))
            {
                container["env"] = new JsonArray(new JsonObject { ["name"] = name, ["value"] = value });
            }

            container["image"] = image ?? (string?)container["image"];
        });
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));
        return plan;
    }

    private static Task<PortResult<WorkloadReport>> DeployAsync(Bench bench, EnvironmentPlan plan, TimeSpan? limit = null) =>
        bench.Workloads.DeployAsync(plan, bench.Fence(5), bench.Order(Color.Blue, Color.Green) with
        {
            Deadline = bench.Clock.GetUtcNow() + (limit ?? TimeSpan.FromHours(2)),
        }, Token);
}
