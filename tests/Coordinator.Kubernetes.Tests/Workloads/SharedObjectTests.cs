using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Workloads;

public sealed class SharedObjectTests
{
    [Fact]
    public async Task An_old_pod_that_restarts_reads_its_old_configuration()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        await bench.PreviewAsync(change: manifests => Config(manifests)["data"]!["LOG_LEVEL"] = "debug");
        var pods = $"/api/v1/namespaces/{Namespace}/pods";
        var old = (await bench.SendAsync(HttpMethod.Get, $"{pods}?labelSelector=version%3Dblue")).Objects("items").First().Name();

        await bench.SendAsync(HttpMethod.Delete, $"{pods}/{old}");
        await EventuallyAsync(async () => (await Blue()).Length is 4 && (await Blue()).All(pod => pod.Name() != old));

        Assert.All(await Blue(), pod => Assert.Contains(
            PodTemplates.References(pod["spec"]!.AsObject()), reference => reference.Name is "svgx-engine-config-blue"));
        Assert.Equal("info", (await bench.GetAsync("configmaps", "svgx-engine-config-blue")).Text("data", "LOG_LEVEL"));
        Assert.Equal("debug", (await bench.GetAsync("configmaps", "svgx-engine-config-green")).Text("data", "LOG_LEVEL"));

        async Task<JsonObject[]> Blue() =>
            [.. (await bench.SendAsync(HttpMethod.Get, $"{pods}?labelSelector=version%3Dblue")).Objects("items")
                .Where(pod => pod.Text("metadata", "deletionTimestamp") is null)];
    }

    [Fact]
    public async Task Shared_objects_that_would_change_are_refused_before_anything_is_written()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        await AddSharedAsync("1", 1);
        var before = bench.Cluster.LastAuditSequence;
        var plan = await Plan("2");

        var refusal = Refused(RefusalKind.SharedChange,
            await bench.Workloads.PrepareAsync(plan, bench.Fence(5), bench.Order(Color.Blue, Color.Green), Token));

        Assert.Contains("ConfigMap/shared", refusal.Message);
        Assert.Empty(bench.Cluster.AuditEntries(before).Where(one => one.UserAgent.StartsWith("coordinator/")));
        Done(await bench.Workloads.PrepareAsync(
            plan with { AllowShared = ["ConfigMap/shared"] }, bench.Fence(5), bench.Order(Color.Blue, Color.Green), Token));
        Assert.Equal("2", (await bench.GetAsync("configmaps", "shared")).Text("data", "value"));

        async Task AddSharedAsync(string value, long turn) =>
            Done(await bench.Workloads.PrepareAsync(await Plan(value), bench.Fence(4), bench.Order(Color.Blue, Color.Green),
                Token));

        Task<Core.Plans.EnvironmentPlan> Plan(string value) =>
            bench.PlanAsync("2.0.0", manifests => manifests.Add((JsonNode)new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ConfigMap",
                ["metadata"] = new JsonObject { ["name"] = "shared" },
                ["data"] = new JsonObject { ["value"] = value },
            }));
    }

    [Fact]
    public async Task The_target_Service_is_shared_and_its_selector_never_applied()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PlanAsync("2.0.0", manifests =>
        {
            var service = manifests.OfType<JsonObject>().Single(one => one.Kind() is "Service");
            service["spec"]!["selector"]!["version"] = "green";
            service["spec"]!["ports"]![0]!["port"] = 8080;
        });

        Refused(RefusalKind.SharedChange,
            await bench.Workloads.PrepareAsync(plan, bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));
        Done(await bench.Workloads.PrepareAsync(
            plan with { AllowShared = [$"Service/{Service}"] }, bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));

        var service = await bench.GetAsync("services", Service);
        Assert.Equal("blue", service.Text("spec", "selector", "version"));
        Assert.Contains(service.Objects("spec", "ports"), port => port.Whole("port") is 8080);
    }

    [Fact]
    public async Task ReadWriteOnce_volumes_are_refused()
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync("1.0.0", manifests =>
        {
            manifests.OfType<JsonObject>().Single(one => one.Kind() is "Deployment").PodSpec()!["volumes"] = JsonNode.Parse(
                """[{"name":"data","persistentVolumeClaim":{"claimName":"data"}}]""");
            manifests.Add(JsonNode.Parse("""
                {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"data"},
                 "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}
                """));
        });

        var refusal = Refused(RefusalKind.SharedChange,
            await bench.Workloads.PrepareAsync(plan, bench.Fence(1), bench.Order(null, Color.Blue), Token));

        Assert.Contains("ReadWriteOnce", refusal.Message);
    }

    [Fact]
    public async Task A_namespace_that_is_absent_is_created_only_where_the_release_says_so()
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync();
        plan = plan with { Target = plan.Target with { Namespace = "elsewhere" } };

        Refused(RefusalKind.Missing,
            await bench.Workloads.PrepareAsync(plan, bench.Fence(1), bench.Order(null, Color.Blue), Token));
        Done(await bench.Workloads.PrepareAsync(
            plan with { Target = plan.Target with { CreateNamespace = true } }, bench.Fence(1), bench.Order(null, Color.Blue),
                Token));

        Assert.NotNull(await bench.SendAsync(HttpMethod.Get, "/api/v1/namespaces/elsewhere"));
    }

    [Fact]
    public async Task A_kind_that_the_cluster_does_not_know_is_refused()
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync("1.0.0", manifests => manifests.Add(JsonNode.Parse(
            """{"apiVersion":"example.dev/v1","kind":"Thing","metadata":{"name":"x"}}""")));

        Assert.Contains("Thing", Refused(RefusalKind.Rejected,
            await bench.Workloads.PrepareAsync(plan, bench.Fence(1), bench.Order(null, Color.Blue), Token)).Message);
    }

    [Fact]
    public async Task A_selector_without_a_colour_gets_the_active_one()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        await bench.PatchAsync("services", Service,
            """{"spec":{"selector":{"version":null}},"metadata":{"annotations":{"coordinator.dev/active":null}}}""");

        Done(await bench.Workloads.PrepareAsync(
            await bench.PlanAsync("2.0.0"), bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));

        var service = await bench.GetAsync("services", Service);
        Assert.Equal(("blue", "blue"),
            (service.Text("spec", "selector", "version"), service.Annotation("coordinator.dev/active")));
    }

    private static JsonObject Config(JsonArray manifests) =>
        manifests.OfType<JsonObject>().Single(one => one.Kind() is "ConfigMap");
}
