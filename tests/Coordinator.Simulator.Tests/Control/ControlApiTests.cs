using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Coordinator.Simulator.Tests.Control;

public sealed class ControlApiTests
{
    [Theory]
    [InlineData("POST", "clusters", """{"name": "Not_A_Name"}""")]
    [InlineData("POST", "clusters", """{"name": "one"}""")]
    [InlineData("POST", "clusters", "{")]
    [InlineData("PUT", "clusters/one/faults/f", """{"kind": "noSuchKind"}""")]
    [InlineData("PUT", "clusters/one/faults/f", """{"kind": "latency", "delaySeconds": -1}""")]
    [InlineData("PUT", "clusters/one/faults/f", """{"kind": "latency", "unknown": 1}""")]
    [InlineData("PUT", "clusters/one/faults/f", """{"kind": "dropBefore", "count": 0}""")]
    [InlineData("POST", "clusters/one/traffic", """{"namespace": "default"}""")]
    [InlineData("POST", "clusters/one/traffic", """{"namespace": "default", "service": "web", "requestsPerSecond": 1e9}""")]
    [InlineData("POST", "clusters/one/kill", """{"namespace": "default"}""")]
    [InlineData("GET", "clusters/one/audit?after=x", null)]
    public async Task Bad_input_is_refused_with_a_reason(string method, string path, string? body)
    {
        await using var simulation = await Simulation.StartAsync();
        using var response = await SendAsync(simulation, method, path, body);
        var answer = await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.NotEqual("", (string)answer!["error"]!);
    }

    [Fact]
    public async Task Faults_clusters_and_traffic_can_be_set_and_read()
    {
        await using var simulation = await Simulation.StartAsync();
        using var added = await SendAsync(simulation, "POST", "clusters", """{"name": "two"}""");
        using var put = await SendAsync(simulation, "PUT", "clusters/two/faults/slow", """{"kind": "latency", "delaySeconds": 0.5, "count": 3}""");
        using var faults = await SendAsync(simulation, "GET", "clusters/two/faults");
        using var started = await SendAsync(simulation, "POST", "clusters/two/traffic", """{"namespace": "default", "service": "web"}""");
        using var stopped = await SendAsync(simulation, "DELETE", "clusters/two/traffic/default/web");
        using var state = await SendAsync(simulation, "GET", "state");
        var fault = (await faults.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))![0]!;
        var report = await stopped.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);

        Assert.Equal(201, (int)added.StatusCode);
        Assert.Equal("slow", (string)fault["id"]!);
        Assert.Equal(3, (int)fault["count"]!);
        Assert.False((bool)report!["running"]!);
        Assert.Equal(["one", "two"], simulation.Server.ClusterNames);
        Assert.Equal(200, (int)state.StatusCode);
    }

    [Fact]
    public async Task Without_the_token_nothing_answers()
    {
        await using var simulation = await Simulation.StartAsync();
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(simulation.Server.Address, "simulator/v1/state"), TestContext.Current.CancellationToken);

        Assert.Equal(401, (int)response.StatusCode);
    }

    private static Task<HttpResponseMessage> SendAsync(Simulation simulation, string method, string path, string? body = null) =>
        simulation.Client.SendAsync(new(new(method), new Uri(simulation.Server.Address, "simulator/v1/" + path))
        { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") }, TestContext.Current.CancellationToken);
}
