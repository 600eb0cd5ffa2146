using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Tests.Fixtures;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Preflights;

public sealed class CapacityTests
{
    private const string Tainted = """{"spec":{"taints":[{"key":"gpu","value":"yes","effect":"NoSchedule"}]}}""";

    [Theory]
    [InlineData(Tainted, "{}", 1)]
    [InlineData(Tainted, """{"tolerations":[{"key":"gpu","operator":"Exists"}]}""", 2)]
    [InlineData("""{"metadata":{"labels":{"disk":"ssd"}}}""", """{"nodeSelector":{"disk":"ssd"}}""", 1)]
    [InlineData("""{"spec":{"unschedulable":true}}""", "{}", 1)]
    [InlineData("{}", "{}", 2)]
    public async Task Only_nodes_that_take_the_pods_count(string node, string podSpec, int usable)
    {
        await using var bench = await StartAsync();
        await NodeAsync(bench, "one-node-1", node);

        var findings = await RunAsync(bench, podSpec, minReadyNodes: 2);

        var found = findings.Single(one => one.Code is "nodes");
        Assert.Equal(usable >= 2, found.Passed);
        Assert.StartsWith($"{usable} of 2 nodes are Ready and take such pods", found.Message);
        Assert.True(findings.Single(one => one.Code is "capacity").Passed);
    }

    [Fact]
    public async Task A_Deployment_that_no_node_takes_is_named()
    {
        await using var bench = await StartAsync();

        var findings = await RunAsync(bench, """{"nodeSelector":{"disk":"none"}}""", minReadyNodes: 1);

        Assert.False(findings.Single(one => one.Code is "nodes").Passed);
        var capacity = findings.Single(one => one.Code is "capacity");
        Assert.False(capacity.Passed);
        Assert.StartsWith("no node takes pods of svgx-engine", capacity.Message);
    }

    [Fact]
    public async Task Room_on_nodes_that_do_not_take_the_pods_is_no_room()
    {
        await using var bench = await StartAsync();
        await NodeAsync(bench, "one-node-1", """{"metadata":{"labels":{"disk":"ssd"}}}""");
        var node = await bench.SendAsync(HttpMethod.Get, "/api/v1/nodes/one-node-1");
        var memory = node.Text("status", "allocatable", "memory")!;

        // Four replicas of which one node holds three.
        var podSpec = JsonNode.Parse("""{"nodeSelector":{"disk":"ssd"}}""")!.AsObject();
        podSpec["containers"] = new JsonArray(new JsonObject
        {
            ["name"] = "svgx-engine",
            ["image"] = "svgx:1",
            ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["memory"] = $"{long.Parse(memory[..^2]) / 3}{memory[^2..]}" } },
        });
        var narrow = (await RunAsync(bench, podSpec.ToJsonString(), 1)).Single(one => one.Code is "capacity");
        podSpec.Remove("nodeSelector");
        var wide = (await RunAsync(bench, podSpec.ToJsonString(), 1)).Single(one => one.Code is "capacity");

        Assert.Equal((false, true), (narrow.Passed, wide.Passed));
    }

    [Fact]
    public async Task Deployments_that_go_to_other_nodes_are_judged_apart()
    {
        await using var bench = await StartAsync();
        await NodeAsync(bench, "one-node-1", """{"metadata":{"labels":{"disk":"ssd"}}}""");
        var plan = await bench.PlanAsync(change: manifests =>
        {
            var worker = manifests.OfType<JsonObject>().Single(one => one.Kind() is "Deployment").Copy();
            worker["metadata"]!["name"] = "worker";
            worker["spec"]!["selector"]!["matchLabels"] = new JsonObject { ["app"] = "worker" };
            worker["spec"]!["template"]!["metadata"]!["labels"] = new JsonObject { ["app"] = "worker" };
            worker["spec"]!["template"]!["spec"]!["nodeSelector"] = new JsonObject { ["disk"] = "ssd" };
            manifests.Add((JsonNode)worker);
        });
        plan = plan with
        {
            Deployments = ["svgx-engine", "worker"],
            Target = plan.Target with { Workers = plan.Target.Workers.Add("worker", PreviewMode.Live) },
        };

        var findings = (await bench.Preflight.RunAsync(plan, Token)).Findings;
        Assert.DoesNotContain(findings, one => one.Code is "manifests");
        var found = findings.Where(one => one.Code is "capacity").ToArray();

        Assert.Equal(2, found.Length);
        Assert.All(found, one => Assert.True(one.Passed, one.Message));
        Assert.Contains(found, one => one.Message.Contains("on 1 nodes for worker", StringComparison.Ordinal)
            && one.Message.Contains("the preview needs 1 cores", StringComparison.Ordinal));
        Assert.Contains(found, one => one.Message.Contains("the preview needs 2 cores", StringComparison.Ordinal));
    }

    private static Task NodeAsync(Bench bench, string name, string patch) =>
        bench.SendAsync(HttpMethod.Patch, $"/api/v1/nodes/{name}", patch, "application/merge-patch+json");

    private static async Task<PreflightFinding[]> RunAsync(Bench bench, string podSpec, int minReadyNodes)
    {
        var plan = await bench.PlanAsync(change: manifests =>
        {
            var spec = manifests.OfType<JsonObject>().Single(one => one.Kind() is "Deployment")["spec"]!["template"]!["spec"]!.AsObject();
            foreach (var (name, value) in JsonNode.Parse(podSpec)!.AsObject())
            {
                spec[name] = value?.DeepClone();
            }
        }) with
        { Preflight = new PreflightSpec { MinReadyNodes = minReadyNodes } };
        return [.. (await bench.Preflight.RunAsync(plan, Token)).Findings];
    }
}
