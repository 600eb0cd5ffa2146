using System.Text.Json.Nodes;
using Coordinator.Simulator.Faults;

namespace Coordinator.Simulator.Tests.Faults;

public sealed class FaultTests
{
    [Theory]
    [InlineData(FaultKind.TimeoutAfter)]
    [InlineData(FaultKind.DropAfter)]
    [InlineData(FaultKind.ServerError)]
    public async Task A_patch_struck_after_its_effect_has_changed_the_Service(FaultKind kind)
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateServiceAsync("blue");
        simulation.Cluster.PutFault(new() { Kind = kind, Method = "PATCH", Path = "/services/web", Count = 1, AfterEffect = true });

        Assert.False(await SucceedsAsync(simulation.SwitchAsync("green")));
        var service = await simulation.GetAsync("/api/v1/namespaces/default/services/web");
        Assert.Equal("green", (string)service["spec"]!["selector"]!["version"]!);
        Assert.True(await SucceedsAsync(simulation.SwitchAsync("blue")));
    }

    [Theory]
    [InlineData(FaultKind.DropBefore)]
    [InlineData(FaultKind.TooManyRequests)]
    [InlineData(FaultKind.ServerError)]
    [InlineData(FaultKind.Partition)]
    public async Task A_patch_struck_before_its_effect_has_changed_nothing(FaultKind kind)
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateServiceAsync("blue");
        simulation.Cluster.PutFault(new() { Kind = kind, Count = 1 });

        Assert.False(await SucceedsAsync(simulation.SwitchAsync("green")));
        var service = await simulation.GetAsync("/api/v1/namespaces/default/services/web");
        Assert.Equal("blue", (string)service["spec"]!["selector"]!["version"]!);
        Assert.Empty(simulation.Cluster.Faults);
    }

    [Fact]
    public async Task TooManyRequests_SaysWhenToRetry()
    {
        await using var simulation = await Simulation.StartAsync();
        simulation.Cluster.PutFault(new() { Kind = FaultKind.TooManyRequests, RetryAfterSeconds = 7, Count = 1 });
        using var response = await simulation.SendAsync("GET", "/api/v1/nodes");

        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task StaleReads_ShowTheClusterAsItWas()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateServiceAsync("blue");
        var id = simulation.Cluster.PutFault(new() { Kind = FaultKind.StaleReads });
        using var changed = await simulation.SwitchAsync("green");
        var stale = await simulation.GetAsync("/api/v1/namespaces/default/services/web");
        simulation.Cluster.RemoveFault(id);
        var fresh = await simulation.GetAsync("/api/v1/namespaces/default/services/web");

        Assert.Equal("blue", (string)stale["spec"]!["selector"]!["version"]!);
        Assert.Equal("green", (string)fresh["spec"]!["selector"]!["version"]!);
    }

    [Fact]
    public async Task ClockSkew_ShowsInWhatTheServerWrites()
    {
        await using var simulation = await Simulation.StartAsync();
        simulation.Cluster.PutFault(new() { Kind = FaultKind.ClockSkew, Delay = TimeSpan.FromHours(-2) });
        await simulation.CreateServiceAsync("blue");
        var service = await simulation.GetAsync("/api/v1/namespaces/default/services/web");

        Assert.Equal("2025-12-31T22:00:00Z", (string)service["metadata"]!["creationTimestamp"]!);
    }

    [Fact]
    public async Task DropWatches_BreaksOpenWatches()
    {
        await using var simulation = await Simulation.StartAsync();
        using var response = await simulation.Client.GetAsync(simulation.Address("/api/v1/services?watch=1"),
            HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        simulation.Cluster.PutFault(new() { Kind = FaultKind.DropWatches, Count = 1 });

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Compaction_MakesOlderVersionsExpire()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateServiceAsync("blue");
        var version = (string)(await simulation.GetAsync("/api/v1/services"))["metadata"]!["resourceVersion"]!;
        using var changed = await simulation.SwitchAsync("green");
        simulation.Cluster.Compact();
        using var watch = await simulation.SendAsync("GET", $"/api/v1/services?watch=1&resourceVersion={version}");
        var line = JsonNode.Parse(await watch.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal("ERROR", (string)line["type"]!);
        Assert.Equal(410, (int)line["object"]!["code"]!);
    }

    [Fact]
    public async Task KillColor_RestartsItsPodsAfterABackOff()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 2);
        simulation.Advance(5);
        var killed = simulation.Cluster.KillColor("default", "blue");
        simulation.Advance(1);
        var down = await simulation.DeploymentAsync("blue");
        simulation.Advance(20);
        var up = await simulation.DeploymentAsync("blue");

        Assert.Equal(2, killed);
        Assert.Null(down["status"]!["readyReplicas"]);
        Assert.Equal(2, (int)up["status"]!["readyReplicas"]!);
    }

    private static async Task<bool> SucceedsAsync(Task<HttpResponseMessage> sending)
    {
        try
        {
            using var response = await sending;
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
