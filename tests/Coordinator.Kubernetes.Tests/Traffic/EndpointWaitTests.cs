using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Kubernetes.Traffic;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Traffic;

public sealed class EndpointWaitTests
{
    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"serving":true}""", true)]
    [InlineData("""{"ready":null,"terminating":false}""", true)]
    [InlineData("""{"ready":true,"serving":true,"terminating":false}""", true)]
    [InlineData("""{"ready":true,"serving":true,"terminating":true}""", true)]
    [InlineData("""{"ready":false}""", false)]
    [InlineData("""{"ready":false,"serving":true,"terminating":true}""", false)]
    public async Task An_endpoint_is_ready_unless_it_says_that_it_is_not(string conditions, bool isReady)
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync();
        await bench.SendAsync(HttpMethod.Post, $"/apis/discovery.k8s.io/v1/namespaces/{Namespace}/endpointslices", $$$"""
            {"metadata":{"name":"by-hand","labels":{"kubernetes.io/service-name":"outside"}},"addressType":"IPv4",
             "endpoints":[{"addresses":["10.1.1.1"],"targetRef":{"kind":"Pod","name":"one"},"conditions":{{{conditions}}}}]}
            """);

        var ready = await EndpointWait.ReadyAsync(await bench.CallAsync(plan, 1), "outside", Token);

        Assert.Equal(isReady ? ["one"] : [], ready);
    }

    [Fact]
    public async Task Endpoints_that_lack_a_ready_pod_are_waited_for()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        var call = await bench.CallAsync(plan, 4);
        var path = $"/apis/discovery.k8s.io/v1/namespaces/{Namespace}/endpointslices";
        var slice = (await bench.SendAsync(HttpMethod.Get, $"{path}?labelSelector=kubernetes.io/service-name%3D{Service}"))
            .Objects("items").Single();
        Assert.True(await EndpointWait.ShowsAllAsync(call, Service, Token));

        // The controller looks again when a pod or the Service changes, so this stays for a while.
        await bench.SendAsync(HttpMethod.Patch, $"{path}/{slice.Name()}", new JsonObject
        {
            ["endpoints"] = new JsonArray([.. slice.Objects("endpoints").Skip(1).Select(one => one.DeepClone())]),
        }.ToJsonString(), "application/merge-patch+json");

        Assert.False(await EndpointWait.ShowsAllAsync(call, Service, Token));
        Assert.False(await new EndpointWait(call, Color.Blue).RunAsync(bench.Clock.GetUtcNow(), Token));
        var wait = new EndpointWait(call, Color.Blue).RunAsync(bench.Soon, Token);
        await bench.PatchAsync("services", Service, """{"spec":{"sessionAffinity":"ClientIP"}}""");
        Assert.True(await wait);
    }

    [Fact]
    public async Task A_Service_that_does_not_exist_shows_nobody()
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync();

        Assert.False(await EndpointWait.ShowsAllAsync(await bench.CallAsync(plan, 1), "gone", Token));
    }
}
