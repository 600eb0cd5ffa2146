using Coordinator.Simulator.Hosting;

namespace Coordinator.Simulator.Tests.Events;

public sealed class EventTests
{
    private const string Events = "/api/v1/namespaces/default/events";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pod_that_comes_and_goes_tells_its_story()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 1);
        simulation.Advance(2);
        var pod = (string)(await simulation.GetAsync("/api/v1/namespaces/default/pods"))["items"]![0]!["metadata"]!["name"]!;
        using var deleted = await simulation.SendAsync("DELETE", "/api/v1/namespaces/default/pods/" + pod);
        simulation.Advance(2);
        var story = await ReasonsAsync(simulation, $"?fieldSelector=involvedObject.kind=Pod,involvedObject.name={pod}");

        Assert.Equal(["Created", "Killing", "Pulled", "Scheduled", "Started"], story.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_happens_again_is_counted_up()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 1, """{"name": "CRASH", "value": "1"}""");
        simulation.Advance(60);
        var events = (await simulation.GetAsync(Events + "?fieldSelector=reason=BackOff"))["items"]!.AsArray();

        var only = Assert.Single(events)!;
        Assert.True((int)only["count"]! > 1, only.ToJsonString());
        Assert.Equal("spec.containers{web}", (string)only["involvedObject"]!["fieldPath"]!);
    }

    [Fact]
    public async Task Both_groups_show_the_same_events()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 1);
        simulation.Advance(2);
        var old = (await simulation.GetAsync(Events))["items"]!.AsArray();
        var young = (await simulation.GetAsync("/apis/events.k8s.io/v1/namespaces/default/events"))["items"]!.AsArray();

        Assert.Equal(old.Select(one => ((string)one!["metadata"]!["name"]!, (string)one["message"]!)),
            young.Select(one => ((string)one!["metadata"]!["name"]!, (string)one["note"]!)));
    }

    [Fact]
    public async Task The_oldest_go_when_there_are_too_many()
    {
        await using var server = await SimulatorServer.StartAsync(new() { EventCapacity = 3 }, Cancelled);
        var cluster = server.Cluster("one").Inner;
        lock (cluster.Gate)
        {
            var node = cluster.Store.All(Coordinator.Simulator.Kinds.KindTable.Node).First();
            for (var i = 0; i < 10; i++) cluster.Events.Normal(node, Coordinator.Simulator.Events.EventSource.Jobs, "Told", $"number {i}");
            Assert.Equal(["number 7", "number 8", "number 9"], cluster.Store.All(Coordinator.Simulator.Kinds.KindTable.Event)
                .Select(item => (string)item.Json["message"]!).Order(StringComparer.Ordinal));
        }
    }

    private static async Task<List<string>> ReasonsAsync(Simulation simulation, string query) =>
        [.. (await simulation.GetAsync(Events + query))["items"]!.AsArray().Select(item => (string)item!["reason"]!)];
}
