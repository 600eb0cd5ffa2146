using System.Text.Json.Nodes;
using Coordinator.Kubernetes.Preflights;
using Coordinator.Kubernetes.Tests.Fixtures;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Preflights;

/// <summary>Others who move the same users, or apply the same objects.</summary>
public sealed class ForeignControllerTests
{
    [Fact]
    public async Task A_Service_of_an_Argo_Rollout_is_refused_by_name()
    {
        var failed = await FailedAsync("services", Service,
            """{"metadata":{"annotations":{"argo-rollouts.argoproj.io/managed-by-rollouts":"checkout"}}}""");

        Assert.Contains($"Service/{Service} belongs to the Argo Rollout checkout", failed);
    }

    [Fact]
    public async Task A_Deployment_of_a_Flagger_Canary_is_refused_by_name()
    {
        var failed = await FailedAsync("deployments", "svgx-engine-blue", """
            {"metadata":{"ownerReferences":[{"apiVersion":"flagger.app/v1beta1","kind":"Canary","name":"checkout",
              "uid":"0b3a8c1e-3c55-4d5b-9c0e-1f5b6f0d9a11"}]}}
            """);

        Assert.Contains("Deployment/svgx-engine-blue belongs to the Flagger Canary checkout", failed);
    }

    [Theory]
    [InlineData(0, """{"workloadRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"svgx-engine"}}""", "Deployment/svgx-engine belongs to the Argo Rollout checkout")]
    [InlineData(0, """{"strategy":{"blueGreen":{"activeService":"svgx-engine-service"}}}""", $"Service/{Service} belongs to the Argo Rollout checkout")]
    [InlineData(1, """{"targetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"svgx-engine"}}""", "Deployment/svgx-engine belongs to the Flagger Canary checkout")]
    public async Task One_that_names_the_objects_which_carry_no_mark_is_refused_by_name(int kind, string spec, string told)
    {
        await using var bench = await StartAsync();
        await OtherControllers.DefineAsync(bench);
        var plan = await bench.InstallAsync();
        var sample = ForeignControllers.Kinds[kind];
        await bench.SendAsync(HttpMethod.Post, OtherControllers.All[kind].Collection, $$$"""
            {"apiVersion":"{{{sample["apiVersion"]}}}","kind":"{{{sample["kind"]}}}","metadata":{"name":"checkout"},"spec":{{{spec}}} }
            """);

        var report = await bench.Preflight.RunAsync(plan, Token);

        Assert.Contains(told, Assert.Single(report.Findings, one => one is { Code: "other-controller", Passed: false }).Message);
    }

    [Theory]
    [InlineData("""{"annotations":{"argocd.argoproj.io/tracking-id":"shop:/Service:svgx-engine-production/svgx-engine-service"}}""",
        "Argo CD (Application shop)")]
    [InlineData("""{"labels":{"argocd.argoproj.io/instance":"shop"}}""", "Argo CD (Application shop)")]
    [InlineData("""{"labels":{"kustomize.toolkit.fluxcd.io/name":"apps"}}""", "Flux (Kustomization apps)")]
    [InlineData("""{"labels":{"helm.toolkit.fluxcd.io/name":"shop"}}""", "Flux (HelmRelease shop)")]
    public async Task What_Argo_CD_or_Flux_applies_too_is_told_with_what_to_leave_alone(string metadata, string owner)
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        await bench.PatchAsync("services", Service, new JsonObject { ["metadata"] = JsonNode.Parse(metadata) }.ToJsonString());
        await bench.PatchAsync("deployments", "svgx-engine-blue",
            new JsonObject { ["metadata"] = JsonNode.Parse(metadata) }.ToJsonString());

        var warnings = (await bench.Preflight.RunAsync(plan, Token)).Findings.Where(one => one.IsWarning).ToArray();

        Assert.All(warnings, one => Assert.True(one.Passed));
        Assert.Equal(2, warnings.Length);
        Assert.Contains(owner, warnings[0].Message);
        Assert.Contains("/spec/selector", warnings[0].Message);
        Assert.Contains("/spec/replicas", warnings[1].Message);
    }

    [Fact]
    public async Task What_Flux_was_told_to_leave_alone_is_no_warning()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        await bench.PatchAsync("services", Service, """
            {"metadata":{"labels":{"kustomize.toolkit.fluxcd.io/name":"apps"},
              "annotations":{"kustomize.toolkit.fluxcd.io/ssa":"IfNotPresent"}}}
            """);

        Assert.DoesNotContain((await bench.Preflight.RunAsync(plan, Token)).Findings, one => one.IsWarning);
    }

    private static async Task<string> FailedAsync(string kind, string name, string patch)
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        await bench.PatchAsync(kind, name, patch);

        var report = await bench.Preflight.RunAsync(plan, Token);

        return Assert.Single(report.Findings, one => one is { Code: "other-controller", Passed: false }).Message;
    }
}
