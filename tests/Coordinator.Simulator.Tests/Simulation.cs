using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Coordinator.Simulator.Tests;

/// <summary>A simulator with one cluster, a clock that stands until it is moved, and a client.</summary>
internal sealed class Simulation : IAsyncDisposable
{
    private readonly HttpClient client = new();

    private Simulation(SimulatorServer server, FakeTimeProvider time)
    {
        Server = server;
        Time = time;
        client.DefaultRequestHeaders.Authorization = new("Bearer", server.AdministratorToken);
        client.DefaultRequestHeaders.UserAgent.ParseAdd("tests/1.0");
    }

    public SimulatorServer Server { get; }

    public FakeTimeProvider Time { get; }

    public SimulatedCluster Cluster => Server.Cluster("one");

    public HttpClient Client => client;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<Simulation> StartAsync()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return new(await SimulatorServer.StartAsync(new() { TimeProvider = time }, Cancelled), time);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>Moves the clock in steps, so that work that arises on the way is done on the way.</summary>
    public void Advance(double seconds)
    {
        var step = TimeSpan.FromMilliseconds(20);
        for (var left = TimeSpan.FromSeconds(seconds); left > TimeSpan.Zero; left -= step) Time.Advance(left < step ? left : step);
        Assert.Empty(Cluster.Problems);
    }

    public Uri Address(string path) => new($"{Server.Address}clusters/one{path}");

    public Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null, string type = "application/json")
    {
        var message = new HttpRequestMessage(new(method), Address(path));
        if (body is not null) message.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(type));
        return client.SendAsync(message, Cancelled);
    }

    public async Task<JsonNode> GetAsync(string path) => (await client.GetFromJsonAsync<JsonNode>(Address(path), Cancelled))!;

    public async Task CreateAsync(string path, string body)
    {
        using var response = await SendAsync("POST", path, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }

    /// <summary>A Deployment of a colour; env is a JSON array's content.</summary>
    public Task CreateDeploymentAsync(string color, int replicas, string env = "", string tag = "1.0.0") =>
        CreateAsync("/apis/apps/v1/namespaces/default/deployments", $$$$"""
            {"metadata": {"name": "web-{{{{color}}}}"}, "spec": {"replicas": {{{{replicas}}}},
             "selector": {"matchLabels": {"app": "web", "version": "{{{{color}}}}"}},
             "template": {"metadata": {"labels": {"app": "web", "version": "{{{{color}}}}"}}, "spec": {"containers": [
               {"name": "web", "image": "registry.example/web:{{{{tag}}}}", "env": [{{{{env}}}}],
                "ports": [{"name": "http", "containerPort": 8080}],
                "readinessProbe": {"httpGet": {"path": "/health", "port": "http"}, "periodSeconds": 1}}]}} }}
            """);

    public Task CreateServiceAsync(string color) => CreateAsync("/api/v1/namespaces/default/services", $$$$"""
        {"metadata": {"name": "web"}, "spec": {"selector": {"app": "web", "version": "{{{{color}}}}"},
         "ports": [{"name": "http", "port": 80, "targetPort": "http"}]}}
        """);

    public Task<HttpResponseMessage> SwitchAsync(string color) => SendAsync("PATCH", "/api/v1/namespaces/default/services/web",
        $$$$"""{"spec": {"selector": {"version": "{{{{color}}}}"}}}""", "application/strategic-merge-patch+json");

    public Task<JsonNode> DeploymentAsync(string color) => GetAsync($"/apis/apps/v1/namespaces/default/deployments/web-{color}");

    public Task<HttpResponseMessage> VisitAsync(string path) =>
        client.GetAsync(new Uri($"{Server.Address}ingress/one/default/web{path}"), Cancelled);
}
