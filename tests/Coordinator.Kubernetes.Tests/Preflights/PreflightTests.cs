using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Kubernetes.Preflights;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Preflights;

public sealed class PreflightTests
{
    [Fact]
    public async Task A_cluster_that_is_as_it_should_be_passes_every_check()
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync();
        plan = plan with
        {
            Preflight = new PreflightSpec
            {
                Secrets = ["svgx-engine-secrets"],
                ConfigMaps = ["svgx-engine-config"],
                StorageClasses = ["standard"],
                HeadroomPercent = 10,
            },
        };

        var report = await bench.Preflight.RunAsync(plan, Token);

        Assert.All(report.Findings, finding => Assert.True(finding.Passed, finding.ToString()));
        Assert.StartsWith("v1.", report.KubernetesVersion);
        Assert.False(report.Colors.ServiceExists);
        Assert.Superset(
            new HashSet<string> { "version", "permission", "secret", "configmap", "storageclass", "nodes", "capacity",
                "namespace" },
            report.Findings.Select(finding => finding.Code).ToHashSet());
    }

    [Fact]
    public async Task What_is_missing_is_told_all_at_once()
    {
        await using var bench = await StartAsync();
        await bench.SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/{Namespace}/secrets/svgx-engine-secrets");
        var plan = await bench.PlanAsync(
            change: manifests => manifests.Remove(manifests.Single(one => one!.AsObject().Kind() is "ConfigMap")));
        plan = plan with
        {
            Preflight = new PreflightSpec
            {
                Secrets = ["named"],
                StorageClasses = ["fast"],
                MinReadyNodes = 9,
                MinAvailableVolumes = 1,
                HeadroomPercent = 100,
            },
        };

        var failed = (await bench.Preflight.RunAsync(plan, Token)).Findings.Where(one => !one.Passed).Select(one => one.Code)
            .ToArray();

        Assert.Equal(
            ["capacity", "configmap-missing", "nodes", "secret-missing", "secret-missing", "storageclass-missing", "volumes"],
            failed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_right_that_is_missing_is_named()
    {
        await using var bench = await StartAsync();
        bench.Register("one", new KubeconfigRef("kubeconfig", "one-limited"));

        var report = await bench.Preflight.RunAsync(await bench.PlanAsync(), Token);

        var missing = report.Findings.Where(one => one is { Code: "permission", Passed: false }).Select(one => one.Message)
            .ToArray();
        Assert.Contains(missing, message => message.Contains("patch services "));
        Assert.Contains(missing, message => message.Contains("delete deployments.apps "));
        Assert.Contains(missing, message => message.Contains("get pods/log "));
        Assert.Contains(report.Findings, one => one is { Code: "colors", Passed: false });
    }

    [Fact]
    public async Task The_colours_are_observed_as_they_are()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();

        var colors = (await bench.Preflight.RunAsync(plan, Token)).Colors;

        Assert.Equal(("blue", "blue", Owner, 5L), (colors.SelectorColor, colors.RecordedActive, colors.Owner, colors.Turn));
        Assert.Equal("coordinator-traffic", colors.SelectorManager);
        Assert.Equal(
            [new("svgx-engine-blue", Color.Blue, 4, 4, "1.0.0", Owner, "svgx-engine-1.0.0"),
                new("svgx-engine-green", Color.Green, 4, 4, "2.0.0", Owner, "svgx-engine-2.0.0")],
            colors.Workloads.OrderBy(one => one.Color));
        Assert.Equal((0, 0, 0), (colors.UncoloredPods, colors.UncoloredDeployments.Length, colors.UnknownColors.Length));
    }

    [Fact]
    public async Task Pods_without_a_colour_and_with_an_unknown_one_are_observed()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        await AddAsync("old", """{"app":"svgx-engine"}""");
        await AddAsync("odd", """{"app":"svgx-engine","version":"v1"}""");

        var colors = (await bench.Preflight.RunAsync(await bench.PlanAsync("2.0.0"), Token)).Colors;

        Assert.Equal(1, colors.UncoloredPods);
        Assert.Equal(["old"], colors.UncoloredDeployments);
        Assert.Equal(["v1"], colors.UnknownColors);

        async Task AddAsync(string name, string labels)
        {
            await bench.SendAsync(HttpMethod.Post, $"/apis/apps/v1/namespaces/{Namespace}/deployments", new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name },
                ["spec"] = new JsonObject
                {
                    ["selector"] = new JsonObject { ["matchLabels"] = JsonNode.Parse(labels) },
                    ["template"] = new JsonObject
                    {
                        ["metadata"] = new JsonObject { ["labels"] = JsonNode.Parse(labels) },
                        ["spec"] = JsonNode.Parse("""{"containers":[{"name":"c","image":"x:1"}]}"""),
                    },
                },
            }.ToJsonString());
            await EventuallyAsync(async () => (await bench.GetAsync("deployments", name)).Whole("status", "replicas") is 1);
        }
    }

    [Fact]
    public async Task Evidence_is_not_passed_unread()
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync();
        plan = plan with
        {
            Preflight = new PreflightSpec
            {
                Evidence = [new EvidenceSpec("tests", "http://ci/x",
            new EvidenceExpectation { Json = "$" })]
            }
        };

        Assert.Contains((await bench.Preflight.RunAsync(plan, Token)).Findings,
            one => one is { Code: "evidence", Passed: false });
    }

    [Theory]
    [InlineData("v1.28.0", true)]
    [InlineData("v1.36.2", true)]
    [InlineData("v1.31.4+k3s1", true)]
    [InlineData("v1.29.3-eks-adc7111", true)]
    [InlineData("v2.0.0", true)]
    [InlineData("v1.27.16", false)]
    [InlineData("v0.99.0", false)]
    [InlineData("", false)]
    [InlineData("latest", false)]
    public void Versions_from_1_28_on_are_supported(string version, bool passed) =>
        Assert.Equal(passed, VersionRule.Judge(version).Passed);

    [Fact]
    public async Task A_kind_that_the_cluster_does_not_know_is_told()
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync(change: manifests => manifests.Add(JsonNode.Parse(
            """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"}}""")));

        var report = await bench.Preflight.RunAsync(plan, Token);

        var finding = Assert.Single(report.Findings, one => one.Code is "kind-missing");
        Assert.Contains("Widget of example.com/v1", finding.Message, StringComparison.Ordinal);
    }
}
