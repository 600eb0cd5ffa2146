using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Kubernetes.Tests.Fixtures;
using Coordinator.Simulator.Faults;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Workloads;

public sealed class AdoptTests
{
    [Fact]
    public async Task The_live_template_is_cloned_as_blue_made_ready_and_selected_then_the_uncoloured_one_goes_to_zero()
    {
        await using var bench = await StartAsync();
        var plan = await UncoloredAsync(bench);

        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(1), bench.Order(Color.Blue, Color.Green), Token));
        Assert.Null(await bench.SelectorAsync());
        Done(await bench.Workloads.AdoptAsync(plan, bench.Fence(2), bench.Order(Color.Blue, Color.Green), Token));

        await AssertAdoptedAsync(bench);
        Assert.Equal(
            ["Deployment/svgx-engine-blue", "Deployment/svgx-engine-blue", $"Service/{Service}", "Deployment/svgx-engine"],
            bench.Cluster.AuditEntries().Where(one => one.UserAgent.StartsWith("coordinator/")).TakeLast(4)
                .Select(one => $"{one.Kind}/{one.Name}"));
    }

    /// <summary>The process ends right after its first write (clone), second (release), third (selector) or fourth (original to
    /// zero).</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task An_adoption_that_crashed_goes_on_when_it_is_repeated(int writes)
    {
        await using var bench = await StartAsync();
        var plan = await UncoloredAsync(bench);
        using var crash = new CancellationTokenSource();
        bench.Cluster.PutFault(new Fault
        {
            Kind = FaultKind.Latency,
            Method = "PATCH",
            AfterEffect = true,
            Delay = TimeSpan.FromSeconds(1),
        });

        var adoption = bench.Workloads.AdoptAsync(plan, bench.Fence(2), bench.Order(Color.Blue, Color.Green), crash.Token);
        await EventuallyAsync(() => Task.FromResult(
            bench.Cluster.AuditEntries().Count(one => one.UserAgent.StartsWith("coordinator/")) >= writes));
        await crash.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => adoption);
        bench.Cluster.ClearFaults();

        Done(await bench.Workloads.AdoptAsync(plan, bench.Fence(2), bench.Order(Color.Blue, Color.Green), Token));

        await AssertAdoptedAsync(bench);
        Assert.Equal(4, bench.Cluster.AuditEntries().Count(one => one.UserAgent.StartsWith("coordinator/")));
    }

    [Fact]
    public async Task An_adoption_that_is_done_changes_nothing_when_repeated()
    {
        await using var bench = await StartAsync();
        var plan = await UncoloredAsync(bench);
        Done(await bench.Workloads.AdoptAsync(plan, bench.Fence(2), bench.Order(Color.Blue, Color.Green), Token));
        var before = bench.Cluster.LastAuditSequence;

        Done(await bench.Workloads.AdoptAsync(plan, bench.Fence(2), bench.Order(Color.Blue, Color.Green), Token));

        Assert.Equal(before, bench.Cluster.LastAuditSequence);
    }

    [Fact]
    public async Task Users_are_served_throughout_an_adoption()
    {
        await using var bench = await StartAsync();
        var plan = await UncoloredAsync(bench);
        bench.Cluster.StartTraffic(new() { Namespace = Namespace, Service = Service, RequestsPerSecond = 200 });

        Done(await bench.Workloads.AdoptAsync(plan, bench.Fence(2), bench.Order(Color.Blue, Color.Green), Token));

        bench.Cluster.StopTraffic(Namespace, Service);
        var report = bench.Cluster.Traffic(Namespace, Service)!;
        Assert.True(report.Failed is 0, report.ToString());
    }

    private static async Task<EnvironmentPlan> UncoloredAsync(Bench bench)
    {
        var plan = await bench.PlanAsync("2.0.0");
        plan = plan with { Target = plan.Target with { Adopt = true } };
        var live = JsonNode.Parse(
            (await bench.Documents.FindAsync((await bench.PlanAsync("1.0.0")).ManifestsDigest, Token))!)!.AsArray();
        foreach (var manifest in live.OfType<JsonObject>())
        {
            var path = manifest.Kind() switch
            {
                "Deployment" => $"/apis/apps/v1/namespaces/{Bench.Namespace}/deployments",
                "Service" => $"/api/v1/namespaces/{Bench.Namespace}/services",
                _ => $"/api/v1/namespaces/{Bench.Namespace}/configmaps",
            };
            await bench.SendAsync(HttpMethod.Post, path, manifest.ToJsonString());
        }

        await bench.PatchAsync("deployments", "svgx-engine", """{"spec":{"replicas":3}}""");
        await EventuallyAsync(async () => (await bench.GetAsync("deployments", "svgx-engine"))
            .Whole("status", "readyReplicas") is 3);
        return plan;
    }

    private static async Task AssertAdoptedAsync(Bench bench)
    {
        var clone = await bench.GetAsync("deployments", "svgx-engine-blue");
        Assert.Equal((3L, 3L), (clone.Whole("spec", "replicas"), clone.Whole("status", "readyReplicas")));
        Assert.Contains(PodTemplates.References(clone.PodSpec()!), reference => reference.Name is "svgx-engine-config");
        Assert.Equal("registry.example.com/svgx-engine:1.0.0", PodTemplates.Containers(clone.PodSpec()!).Single().Text("image"));
        var service = await bench.GetAsync("services", Service);
        Assert.Equal(("blue", "blue"),
            (service.Text("spec", "selector", "version"), service.Annotation("coordinator.dev/active")));
        Assert.Equal(0, (await bench.GetAsync("deployments", "svgx-engine")).Whole("spec", "replicas"));
    }
}
