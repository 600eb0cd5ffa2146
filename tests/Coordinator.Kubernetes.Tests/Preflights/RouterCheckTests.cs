using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Preflights;
using Coordinator.Kubernetes.Tests.Fixtures;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Preflights;

public sealed class RouterCheckTests
{
    [Fact]
    public async Task An_autoscaler_beside_replicas_that_give_the_weight_is_refused_by_name()
    {
        await using var bench = await StartAsync(kind: RouterKind.Replicas);
        await bench.InstallAsync();
        await bench.SendAsync(HttpMethod.Post, $"/apis/autoscaling/v2/namespaces/{Bench.Namespace}/horizontalpodautoscalers", """
            {"metadata":{"name":"busy"},"spec":{"maxReplicas":9,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"svgx-engine-blue"}}}
            """);

        var failed = Failed(await bench.Preflight.RunAsync(await bench.PlanAsync("2.0.0"), Token));

        Assert.Contains("busy", Assert.Single(failed, one => one.Code is "autoscaler").Message);
    }

    [Fact]
    public async Task A_route_that_is_neither_there_nor_brought_is_told()
    {
        await using var bench = await StartAsync(kind: RouterKind.GatewayApi);
        var failed = Failed(await bench.Preflight.RunAsync(await bench.PlanAsync(change: Without("HTTPRoute")), Token));
        Assert.Contains("HTTPRoute/svgx-engine", Assert.Single(failed, one => one.Code is "route-missing").Message);
    }

    [Fact]
    public async Task A_route_that_does_not_lead_to_the_Service_is_told()
    {
        await using var bench = await StartAsync(kind: RouterKind.GatewayApi);
        var plan = await bench.PlanAsync(change: manifests => Route(manifests)["spec"]!["rules"] = new JsonArray());
        Assert.Contains(Service, Assert.Single(Failed(await bench.Preflight.RunAsync(plan, Token)), one => one.Code is "route-unfit").Message);
    }

    [Theory]
    [InlineData("""[{"destination":{"host":"svgx-engine-service","subset":"v1"}}]""", "subset v1")]
    [InlineData("""[{"destination":{"host":"svgx-engine-service"},"weight":90},{"destination":{"host":"canary"},"weight":10}]""", "canary")]
    public async Task A_VirtualService_whose_weights_could_not_sum_to_100_is_told(string routes, string told)
    {
        await using var bench = await StartAsync(kind: RouterKind.Istio);
        var plan = await bench.PlanAsync(change: manifests => Route(manifests)["spec"]!["http"]![1]!["route"] = JsonNode.Parse(routes));
        Assert.Contains(told, Assert.Single(Failed(await bench.Preflight.RunAsync(plan, Token)), one => one.Code is "route-unfit").Message);
    }

    [Theory]
    [InlineData(RouterKind.Service)]
    [InlineData(RouterKind.Replicas)]
    [InlineData(RouterKind.GatewayApi, "get httproutes.gateway.networking.k8s.io 'svgx-engine'", "patch httproutes.gateway.networking.k8s.io 'svgx-engine'")]
    [InlineData(RouterKind.Istio, "get virtualservices.networking.istio.io 'svgx-engine'", "patch virtualservices.networking.istio.io 'svgx-engine'")]
    public async Task Rights_on_routes_are_wanted_only_where_their_router_is_used(RouterKind kind, params string[] wanted)
    {
        await using var bench = await StartAsync(kind: kind);
        var rights = AccessRules.Of(await bench.PlanAsync(), [], KnownKinds.Of)
            .SelectMany(rule => rule.Verbs, (rule, verb) => rule.Sentence(verb, rule.Names.FirstOrDefault()));
        Assert.Equal(wanted, rights.Where(one => one.Contains("httproutes") || one.Contains("virtualservices")));
    }

    private static ImmutableArray<PreflightFinding> Failed(PreflightReport report) => [.. report.Findings.Where(one => !one.Passed)];

    private static Action<JsonArray> Without(string kind) => manifests =>
        manifests.Remove(manifests.OfType<JsonObject>().Single(one => one.Kind() == kind));

    private static JsonObject Route(JsonArray manifests) =>
        manifests.OfType<JsonObject>().Single(one => one.Kind() is "HTTPRoute" or "VirtualService");
}
