using System.Text.Json.Nodes;
using Coordinator.EndToEnd.Tests.Fixtures;

namespace Coordinator.EndToEnd.Tests;

/// <summary>Checks <c>from: cluster</c> as a user meets them: refused until the server knows its image, then Jobs beside their target.</summary>
public sealed class ClusterCheckTests
{
    private const string Checks = """

          checks:
            preview:
              - {name: version, from: cluster, http: {path: /version, expect: {contains: "{version}"}}, retries: 2}
            validation:
              - {name: load, from: cluster, load: {path: /health, users: 20, duration: 60s, targets: {errorRate: 0.01}}}
        """;

    [Fact]
    public async Task Checks_are_made_within_the_cluster_once_the_server_knows_its_image()
    {
        await using var installation = await Installation.StartAsync();
        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "clusters.yaml");
        installation.Write("release.yaml", Files.Release("1.0", "[{name: all, clusters: {names: [one]}, bake: 10s}]") + Checks);
        var refused = await OwnReleaseTests.ExpectAsync(installation, 3, "apply", "-f", "release.yaml");
        Assert.Contains("spec.checks.preview[0].from", refused.Error);
        Assert.Contains("set Checks:Image", refused.Error);
        await OwnReleaseTests.ExpectAsync(installation, 0, "plan", "-f", "release.yaml", "--offline", "--clusters", "clusters.yaml");

        await installation.Server!.KillAsync();
        installation.Settings = installation.Write("coordinator.json", """{"Checks": {"Image": "registry.example.com/coordinator:0.1"}}""");
        await installation.StartServerAsync();
        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "release.yaml", "--wait");

        var report = JsonNode.Parse((await OwnReleaseTests.ExpectAsync(installation, 0, "report", "shop-1.0", "-o", "json")).Out)!;
        var checks = report["environments"]![0]!["outcome"]!["checks"]!.AsArray();
        Assert.Equal(["version pass", "load pass"], checks.Select(check => $"{check!["name"]} {check["outcome"]}"));
        Assert.StartsWith("from the cluster: GET http://shop-blue.shop.svc/version", (string?)checks[0]!["details"]);
        Assert.StartsWith("from the cluster: GET http://shop.shop.svc/health: 20 requests, 0 failed", (string?)checks[1]!["details"]);
        Assert.Equal(20, (int)checks[1]!["load"]!["requests"]!);
    }
}
