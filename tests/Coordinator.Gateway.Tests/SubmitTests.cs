using System.Net;
using Coordinator.Core;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Recording;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Formats;
using Coordinator.Gateway.Tests.Fixtures;

namespace Coordinator.Gateway.Tests;

/// <summary>Releases on their way in.</summary>
public sealed class SubmitTests(GatewayServer server) : IDisposable
{
    private readonly HttpClient client = server.Client(Tokens.Releaser);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task A_release_goes_from_its_file_to_succeeded()
    {
        var name = Bodies.NewName();
        using var answer = await client.SubmitAsync(Bodies.Release(name, waves: ["eu-1,eu-2", "us-1"]));
        var submitted = await answer.ReadAsync<ReleaseView>(HttpStatusCode.Created);

        Assert.Equal($"/api/v1/releases/{name}", answer.Headers.Location?.ToString());
        Assert.Equal((name, "1.2.3", Tokens.Releaser), (submitted.Name, submitted.Version, submitted.SubmittedBy));

        await client.EndAsync(name);
        var detail = await client.GetAsync<ReleaseDetail>($"/api/v1/releases/{name}");
        Assert.Equal(ReleasePhase.Succeeded, detail.Release.Phase);
        Assert.Equal(3, detail.Release.Counts["Live"]);
        Assert.Equal(["eu-1", "eu-2", "us-1"], detail.Environments.Select(view => view.Report.Key.Cluster));
        Assert.All(detail.Environments, view => Assert.Equal(100, view.Report.WeightPercent));

        var list = await client.GetAsync<Page<ReleaseSummary>>("/api/v1/releases?limit=1000");
        Assert.Contains(list.Items, summary => summary.Name == name && summary.Application == name);
    }

    [Fact]
    public async Task The_same_content_again_is_the_same_release()
    {
        var name = Bodies.NewName();
        using var first = await client.SubmitAsync(Bodies.Release(name));
        var created = await first.ReadAsync<ReleaseView>(HttpStatusCode.Created);

        using var second = await client.SubmitAsync("# a comment changes nothing\n" + Bodies.Release(name));
        var present = await second.ReadAsync<ReleaseView>();

        Assert.Equal((created.PlanDigest, created.SubmittedAt), (present.PlanDigest, present.SubmittedAt));
    }

    [Fact]
    public async Task Other_content_under_a_known_name_is_refused()
    {
        var name = Bodies.NewName();
        using var first = await client.SubmitAsync(Bodies.Release(name));
        first.EnsureSuccessStatusCode();

        using var second = await client.SubmitAsync(Bodies.Release(name, version: "1.2.4"));
        var problem = await second.ProblemAsync(HttpStatusCode.Conflict, "name-taken");

        Assert.Equal(name, problem.Release);
    }

    [Fact]
    public async Task Two_who_submit_at_once_get_one_release()
    {
        var name = Bodies.NewName();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.SubmitAsync(Bodies.Release(name))));
        var views = await Task.WhenAll(answers.Select(answer => answer.ReadAsync<ReleaseView>(answer.StatusCode)));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Created);
        Assert.All(answers, answer => Assert.True(answer.IsSuccessStatusCode));
        Assert.Single(views.Select(view => view.SubmittedAt).Distinct());
    }

    [Fact]
    public async Task A_release_whose_actor_never_began_begins_when_it_is_submitted_again()
    {
        // What a crash between the registry row and the first state leaves.
        var name = Bodies.NewName();
        var text = Bodies.Release(name);
        var spec = FormatReader.Read(text).Releases.Single();
        var clusters = await client.GetAsync<Page<ClusterSpec>>("/api/v1/clusters");
        var plan = Core.Plans.Planner.Plan(spec, clusters.Items, new("coordinator", GatewayServer.Factor));
        foreach (var document in plan.Documents)
        {
            await server.Storage.Documents.PutAsync(document, Token);
        }

        var summary = new ReleaseSummary(
            name, name, spec.Version, ReleasePhase.Planned, Digest.Of(FormatWriter.Write(spec)), plan.PlanDigest, "crashed", DateTimeOffset.UnixEpoch);
        await server.Storage.Registry.TryAddAsync(
            new(RegistryKinds.Release, name, CoreJson.Write(summary), DateTimeOffset.UnixEpoch), Token);

        using var again = await client.SubmitAsync(text);
        var view = await again.ReadAsync<ReleaseView>();

        Assert.Equal("crashed", view.SubmittedBy);
    }

    [Fact]
    public async Task All_errors_of_a_file_come_at_once_with_their_lines()
    {
        var text = Bodies.Release("Bad_Name").Replace("version: 1.2.3", "versoin: 1.2.3")
            .Replace("bake: 10s", "bake: ten");
        using var answer = await client.SubmitAsync(text);
        var problem = await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-input");

        Assert.Contains(problem.Errors, error => error is { Code: "bad-name", Path: "metadata.name", Line: 3 });
        Assert.Contains(problem.Errors, error => error is { Code: "unknown-field", Path: "spec.versoin", Line: 6 });
        Assert.Contains(problem.Errors, error => error is { Code: "bad-duration", Line: 20, Source: "body" });
    }

    [Fact]
    public async Task A_manifest_that_can_not_be_colored_is_an_error_with_its_line()
    {
        using var answer = await client.SubmitAsync(Bodies.Release(Bodies.NewName()).Replace("labels: {app: web}", "labels: {app: other}"));
        var problem = await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-input");

        Assert.Contains(problem.Errors, error => error is { Code: "selector-mismatch", Line: > 0 });
    }

    [Fact]
    public async Task All_errors_of_a_plan_come_at_once()
    {
        var name = Bodies.NewName();
        using var answer = await client.SubmitAsync(Bodies.Release(name, waves: ["nowhere-1", "eu-1,nowhere-2"]));
        var problem = await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-input");

        Assert.Equal(2, problem.Errors.Count(error => error.Code == "unknown-cluster"));
        Assert.Contains(problem.Errors, error => error.Message.Contains("nowhere-2", StringComparison.Ordinal));
        using var missing = await client.GetAsync($"/api/v1/releases/{name}", Token);
        await missing.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("    inline:", "    paths: [manifests/]\n    inline:", "paths-refused")]
    [InlineData("kind: Release", "kind: Relaese", "unknown-kind")]
    public async Task What_a_server_does_not_take_is_named(string from, string to, string code)
    {
        using var answer = await client.SubmitAsync(Bodies.Release(Bodies.NewName()).Replace(from, to));
        var problem = await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-input");

        Assert.Contains(problem.Errors, error => error.Code == code);
    }

    [Fact]
    public async Task Two_documents_are_one_too_many()
    {
        using var answer = await client.SubmitAsync(Bodies.Release(Bodies.NewName()) + "\n---\n" + Bodies.Release(Bodies.NewName()));
        var problem = await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-input");

        Assert.Equal("one-release", problem.Errors.Single().Code);
    }

    [Fact]
    public async Task A_plan_shows_what_would_be_done_and_changes_nothing()
    {
        var name = Bodies.NewName();
        var spec = FormatReader.Read(Bodies.Release(name, waves: ["eu-1", "eu-2,us-1"])).Releases.Single();
        using var answer = await client.PostAsync("/api/v1/plans", Bodies.Json(FormatWriter.Write(spec)), Token);
        var plan = await answer.ReadAsync<PlanView>();

        Assert.Equal((name, 2, 2), (plan.Release, plan.Waves.Length, plan.Waves[1].Environments.Length));
        Assert.Equal(TimeSpan.FromSeconds(20), plan.LeastDuration);
        using var missing = await client.GetAsync($"/api/v1/releases/{name}", Token);
        await missing.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_list_is_paged()
    {
        using var first = await client.SubmitAsync(Bodies.Release(Bodies.NewName()));
        using var second = await client.SubmitAsync(Bodies.Release(Bodies.NewName()));
        var all = (await client.GetAsync<Page<ReleaseSummary>>("/api/v1/releases?limit=1000")).Items.Select(summary => summary.Name).ToList();

        var paged = new List<string>();
        for (var next = ""; next is not null;)
        {
            var page = await client.GetAsync<Page<ReleaseSummary>>($"/api/v1/releases?limit=1&cursor={next}");
            paged.AddRange(page.Items.Select(summary => summary.Name));
            next = page.Next;
        }

        Assert.Subset(paged.ToHashSet(), all.ToHashSet());
        Assert.Equal(paged.Order(StringComparer.Ordinal), paged);
    }
}
