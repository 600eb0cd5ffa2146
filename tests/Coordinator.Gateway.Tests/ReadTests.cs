using System.Net;
using System.Text.Json;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Views;
using Coordinator.Formats;
using Coordinator.Gateway.Tests.Fixtures;

namespace Coordinator.Gateway.Tests;

/// <summary>Clusters, environments, schemas and metrics.</summary>
public sealed class ReadTests(GatewayServer server) : IDisposable
{
    private readonly HttpClient client = server.Client(Tokens.Releaser);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Clusters_are_created_changed_or_left_as_they_are()
    {
        var first = await RegisterAsync(Bodies.Clusters("ap-8", "ap-9"));
        Assert.Equal([new("ap-8", "created"), new("ap-9", "created")], first);

        var second = await RegisterAsync(Bodies.Clusters("ap-8", "ap-9").Replace("context: ap-9", "context: other"));
        Assert.Equal([new("ap-8", "unchanged"), new("ap-9", "changed")], second);

        var cluster = await client.GetAsync<ClusterSpec>("/api/v1/clusters/ap-9");
        Assert.Equal(("ap", "other"), (cluster.Region, cluster.Kubeconfig?.Context));
        var page = await client.GetAsync<Page<ClusterSpec>>("/api/v1/clusters?limit=1&cursor=ap-8");
        Assert.Equal(("ap-9", "ap-9"), (page.Items.Single().Name, page.Next));
    }

    [Fact]
    public async Task Bad_clusters_are_refused_together_and_none_is_taken()
    {
        using var answer = await client.PostAsync(
            "/api/v1/clusters", Bodies.Yaml(Bodies.Clusters("ap-1", "ap-2").Replace("context: ap-2", "contekst: x")), Token);
        var problem = await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-input");

        Assert.Contains(problem.Errors, error => error is { Code: "unknown-field", Line: > 5 });
        using var missing = await client.GetAsync("/api/v1/clusters/ap-1", Token);
        await missing.ProblemAsync(HttpStatusCode.NotFound, "not-found");
        using var release = await client.PostAsync("/api/v1/clusters", Bodies.Yaml(Bodies.Release(Bodies.NewName())), Token);
        Assert.Equal("clusters-only", (await release.ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-input")).Errors.Single().Code);
    }

    [Fact]
    public async Task Environments_are_listed_alone_and_by_release()
    {
        var name = Bodies.NewName();
        using var submitted = await client.SubmitAsync(Bodies.Release(name, waves: ["eu-1,eu-2"]));
        submitted.EnsureSuccessStatusCode();
        await client.EndAsync(name);

        var one = await client.GetAsync<EnvironmentView>($"/api/v1/environments/eu-1/shop/{name}");
        var first = await client.GetAsync<Page<EnvironmentView>>($"/api/v1/environments?release={name}&limit=1");
        var second = await client.GetAsync<Page<EnvironmentView>>($"/api/v1/environments?release={name}&limit=1&cursor={first.Next}");
        var all = await client.GetAsync<Page<EnvironmentView>>("/api/v1/environments?limit=1000");

        Assert.Equal((EnvironmentPhase.Live, name), (one.Report.Phase, one.Report.Release));
        Assert.Equal(["eu-1", "eu-2"], first.Items.Concat(second.Items).Select(view => view.Report.Key.Cluster));
        Assert.Null(second.Next);
        Assert.Equal(2, all.Items.Count(view => view.Report.Key.Application == name));
    }

    [Theory]
    [InlineData("release.json")]
    [InlineData("cluster.json")]
    public async Task Schemas_are_for_everybody(string name)
    {
        using var stranger = server.Client();

        Assert.Equal(FormatSchemas.Text(name), await stranger.GetStringAsync($"/schemas/v1/{name}", Token));
    }

    [Fact]
    public async Task OpenAPI_describes_the_addresses()
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json", Token));

        var paths = document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToHashSet();
        Assert.Superset(new HashSet<string> { "/api/v1/releases", "/api/v1/releases/{name}/approve", "/api/v1/clusters" }, paths);
        Assert.DoesNotContain("/metrics", paths);
    }

    [Fact]
    public async Task Metrics_tell_of_releases_of_orleans_and_of_requests()
    {
        var name = Bodies.NewName();
        using var submitted = await client.SubmitAsync(Bodies.Release(name, waves: ["slow-1"]));
        submitted.EnsureSuccessStatusCode();
        using var abort = await client.ActAsync(name, "abort");

        var text = await client.GetStringAsync("/metrics", Token);

        Assert.Contains("coordinator_submissions_total{outcome=\"created\"}", text, StringComparison.Ordinal);
        Assert.Contains("coordinator_actions_total{action=\"abort\",outcome=\"taken\"}", text, StringComparison.Ordinal);
        Assert.Contains("coordinator_releases{phase=\"Progressing\"}", text, StringComparison.Ordinal);
        Assert.Contains("orleans", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("http_server_request_duration", text, StringComparison.Ordinal);
    }

    private async Task<ClusterRegistration[]> RegisterAsync(string clusters)
    {
        using var answer = await client.PostAsync("/api/v1/clusters", Bodies.Yaml(clusters), Token);
        return await answer.ReadAsync<ClusterRegistration[]>();
    }
}
