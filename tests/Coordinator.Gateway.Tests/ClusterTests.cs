using System.Net;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Gateway.Tests.Fixtures;

namespace Coordinator.Gateway.Tests;

/// <summary>What people ask of a cluster.</summary>
public sealed class ClusterTests(GatewayServer server) : IDisposable
{
    private readonly HttpClient client = server.Client(Tokens.Releaser);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Nothing_starts_in_a_cordoned_cluster_until_it_is_uncordoned()
    {
        await RegisterAsync("cd-1", "cd-2");
        using var cordoned = await ActAsync("cd-1", "cordon", """{"reason":"node upgrade"}""");
        Assert.Equal((Tokens.Releaser, "node upgrade"), ((await cordoned.ReadAsync<ClusterView>()).Cordon?.By, (await cordoned.ReadAsync<ClusterView>()).Cordon?.Reason));
        var name = Bodies.NewName();
        using var submitted = await client.SubmitAsync(Bodies.Release(name, waves: ["cd-1,cd-2"]));
        submitted.EnsureSuccessStatusCode();

        var waiting = await client.UntilAsync(name, release => release.Counts.GetValueOrDefault("Live") == 1);
        Assert.Equal($"cluster cd-1 is cordoned by {Tokens.Releaser}: node upgrade", waiting.Waiting);
        Assert.Equal("node upgrade", (await client.GetAsync<ClusterView>("/api/v1/clusters/cd-1")).Cordon?.Reason);

        using var used = await ActAsync("cd-1", "remove");
        var refused = await used.ProblemAsync(HttpStatusCode.Conflict, "refused");
        Assert.Contains(name, refused.Detail, StringComparison.Ordinal);

        using var open = await ActAsync("cd-1", "uncordon");
        Assert.Null((await open.ReadAsync<ClusterView>()).Cordon);
        await client.EndAsync(name);
        Assert.Equal(ReleasePhase.Succeeded, (await client.GetAsync<ReleaseDetail>($"/api/v1/releases/{name}")).Release.Phase);
    }

    [Fact]
    public async Task A_removed_cluster_is_gone_from_lists_and_plans_and_may_come_back()
    {
        await RegisterAsync("rm-1");
        using var removed = await ActAsync("rm-1", "remove", """{"reason":"shut down"}""");
        Assert.True((await removed.ReadAsync<ClusterView>()).Removed);

        using var missing = await client.GetAsync("/api/v1/clusters/rm-1", Token);
        await missing.ProblemAsync(HttpStatusCode.NotFound, "not-found");
        var listed = await client.GetAsync<Page<ClusterView>>("/api/v1/clusters?limit=100");
        Assert.DoesNotContain(listed.Items, cluster => cluster.Name == "rm-1");
        using var planned = await client.PostAsync("/api/v1/plans", Bodies.Yaml(Bodies.Release(Bodies.NewName(), waves: ["rm-1"])), Token);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, planned.StatusCode);

        Assert.Equal("created", await RegisterAsync("rm-1"));
        Assert.False((await client.GetAsync<ClusterView>("/api/v1/clusters/rm-1")).Removed);
    }

    [Theory]
    [InlineData("none", "", HttpStatusCode.NotFound, "not-found")]
    [InlineData("eu-1", """{"wave":"w"}""", HttpStatusCode.BadRequest, "bad-json")]
    public async Task What_can_not_be_meant_is_refused(string cluster, string body, HttpStatusCode status, string code)
    {
        using var answer = await ActAsync(cluster, "cordon", body);
        await answer.ProblemAsync(status, code);
    }

    private async Task<string> RegisterAsync(params string[] names)
    {
        using var answer = await client.PostAsync("/api/v1/clusters", Bodies.Yaml(Bodies.Clusters(names)), Token);
        return (await answer.ReadAsync<ClusterRegistration[]>())[0].Outcome;
    }

    private async Task<HttpResponseMessage> ActAsync(string cluster, string action, string body = "") =>
        await client.PostAsync($"/api/v1/clusters/{cluster}/{action}", body.Length > 0 ? Bodies.Json(body) : null, Token);
}
