using System.Net;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Quotas;

namespace Coordinator.Simulator.Tests.Quotas;

public sealed class QuotaTests
{
    private const string Quotas = "/api/v1/namespaces/default/resourcequotas";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("250m", "0.25")]
    [InlineData("2", "2")]
    [InlineData("64Mi", "67108864")]
    [InlineData("1.5G", "1500000000")]
    [InlineData("1k", "1000")]
    public void Parse_AnAmount_GivesIt(string text, string amount) =>
        Assert.Equal(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), Quantity.Parse(text));

    [Fact]
    public async Task What_goes_makes_room_again()
    {
        await using var simulation = await LimitedAsync("""{"pods": "1", "configmaps": "10"}""");
        await simulation.CreateDeploymentAsync("blue", 2);
        simulation.Advance(3);
        var full = await UsedAsync(simulation);
        using var scaled = await simulation.SendAsync("PATCH", "/apis/apps/v1/namespaces/default/deployments/web-blue/scale",
            """{"spec": {"replicas": 0}}""", "application/merge-patch+json");
        simulation.Advance(5);

        Assert.Equal("1", (string)full["pods"]!);
        Assert.Equal("0", (string)(await UsedAsync(simulation))["pods"]!);
        Assert.Null((await simulation.DeploymentAsync("blue"))["status"]!["conditions"]!.AsArray()
            .FirstOrDefault(condition => (string)condition!["type"]! == "ReplicaFailure"));
    }

    [Fact]
    public async Task Raised_limits_let_the_pods_come()
    {
        await using var simulation = await LimitedAsync("""{"pods": "1"}""");
        await simulation.CreateDeploymentAsync("blue", 2);
        simulation.Advance(3);
        using var raised = await simulation.SendAsync("PATCH", Quotas + "/limit", """{"spec": {"hard": {"pods": "5"}}}""", "application/merge-patch+json");
        simulation.Advance(600);

        Assert.Equal(2, (int)(await simulation.DeploymentAsync("blue"))["status"]!["availableReplicas"]!);
    }

    [Theory]
    [InlineData("{}", "failed quota: limit: must specify requests.cpu for: web")]
    [InlineData("""{"requests": {"cpu": "600m"}}""", "exceeded quota: limit, requested: requests.cpu=600m, used: requests.cpu=0, limited: requests.cpu=500m")]
    [InlineData("""{"requests": {"cpu": "500m"}}""", null)]
    public async Task Compute_is_counted_by_what_containers_request(string resources, string? why)
    {
        await using var simulation = await LimitedAsync("""{"requests.cpu": "500m"}""");
        using var reply = await simulation.SendAsync("POST", "/api/v1/namespaces/default/pods", $$$"""
            {"metadata": {"name": "one"}, "spec": {"containers": [{"name": "web", "image": "registry.example/web:1", "resources": {{{resources}}}}]}}
            """);
        var text = await reply.Content.ReadAsStringAsync(Cancelled);

        Assert.Equal(why is null ? HttpStatusCode.Created : HttpStatusCode.Forbidden, reply.StatusCode);
        if (why is not null) Assert.Equal($"pods \"one\" is forbidden: {why}", (string)JsonNode.Parse(text)!["message"]!);
    }

    private static async Task<Simulation> LimitedAsync(string hard)
    {
        var simulation = await Simulation.StartAsync();
        await simulation.CreateAsync(Quotas, $$$"""{"metadata": {"name": "limit"}, "spec": {"hard": {{{hard}}}}}""");
        simulation.Advance(1);
        return simulation;
    }

    private static async Task<JsonNode> UsedAsync(Simulation simulation) => (await simulation.GetAsync(Quotas + "/limit"))["status"]!["used"]!;
}
