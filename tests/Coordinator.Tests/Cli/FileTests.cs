using System.Text.Json;
using Coordinator.Core.Views;

namespace Coordinator.Tests.Cli;

/// <summary>What is read from files, and what is wrong with them.</summary>
public sealed class FileTests : IAsyncLifetime
{
    private static readonly string Release = Golden.File("files", "release.yaml");
    private static readonly string Clusters = Golden.File("files", "clusters.yaml");
    private static readonly string Bad = Golden.File("files", "bad.yaml");
    private static readonly string Unsupported = Golden.File("files", "unsupported.yaml");

    private TestApi api = null!;
    private TestCli cli = null!;

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.CreateAsync();
        cli = new(api.Address);
    }

    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Theory]
    [InlineData("plan")]
    [InlineData("apply")]
    public async Task Run_BadFiles_PrintsAllErrorsWithLines(string verb)
    {
        Assert.Equal(3, await cli.RunAsync(verb, "-f", Bad, "-f", "/no/such/file.yaml", "-f", Clusters));

        Assert.Empty(cli.Out);
        Assert.Empty(api.Requests);
        Assert.Contains($"{Bad}:7: spec.verison: ", cli.Error, StringComparison.Ordinal);
        Assert.Contains($"{Bad}:13: spec.waves[0].bake: ", cli.Error, StringComparison.Ordinal);
        Assert.Contains("[bad-duration]", cli.Error, StringComparison.Ordinal);
        Assert.Contains("/no/such/file.yaml:1: ", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BadFilesWithJson_AreOneProblemDocument()
    {
        Assert.Equal(3, await cli.RunAsync("plan", "-f", Bad, "-o", "json"));

        var problem = Core.CoreJson.Read<ProblemView>(cli.Out);
        Assert.Equal("invalid-input", problem.Code);
        Assert.Contains(problem.Errors, error => error is { Line: 13, Path: "spec.waves[0].bake" } && error.Source == Bad);
    }

    [Fact]
    public async Task Run_SameReleaseInTwoFiles_IsRefused()
    {
        var copy = Path.Combine(Directory.CreateTempSubdirectory("coordinator-tests-").FullName, "copy.yaml");
        File.Copy(Release, copy);

        Assert.Equal(3, await cli.RunAsync("apply", "-f", Release, "-f", copy));
        Assert.Contains($"{copy}:4: metadata.name: ", cli.Error, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(copy)!, true);
    }

    [Fact]
    public async Task Plan_WithoutARelease_ExitsWith2() => Assert.Equal(2, await cli.RunAsync("plan", "-f", Clusters));

    [Fact]
    public async Task PlanOffline_NeedsNoServer()
    {
        Assert.Equal(0, await cli.RunAsync("plan", "--offline", "--clusters", Clusters, "-f", Release));

        Assert.Empty(api.Requests);
        Golden.Check(Golden.File("tables", "plan.txt"), cli.Out);
    }

    [Fact]
    public async Task PlanRbac_PrintsTheRolesOfEachCluster()
    {
        Assert.Equal(0, await cli.RunAsync("plan", "--rbac", "--offline", "--clusters", Clusters, "-f", Release));

        Golden.Check(Golden.File("tables", "rbac.yaml"), cli.Out);
    }

    [Fact]
    public async Task PlanRbac_WithJson_IsOneDocument()
    {
        Assert.Equal(0, await cli.RunAsync(
            "plan", "--rbac", "--subject", "user:ann", "--offline", "--clusters", Clusters, "-f", Release, "-o", "json"));

        using var document = System.Text.Json.JsonDocument.Parse(cli.Out);
        var objects = document.RootElement.GetProperty("environments")[0].GetProperty("objects");
        Assert.Equal(["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"],
            objects.EnumerateArray().Select(one => one.GetProperty("kind").GetString()));
        Assert.Equal("ann", objects[1].GetProperty("subjects")[0].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("--subject", "user:ann")]
    [InlineData("--rbac", "--subject", "ann")]
    [InlineData("--rbac", "--subject", "serviceaccount:coordinator")]
    public async Task PlanRbac_WithAWrongSubject_ExitsWith2(params string[] arguments) =>
        Assert.Equal(2, await cli.RunAsync(["plan", "--offline", "--clusters", Clusters, "-f", Release, .. arguments]));

    [Fact]
    public async Task PlanOffline_WeightsByReplicas_ShowsWhatTheyReallyGive()
    {
        var release = Path.Combine(Golden.Root, "deploy", "examples", "routers", "replicas.yaml");
        Assert.Equal(0, await cli.RunAsync("plan", "--offline", "--clusters", Clusters, "-f", release));

        Assert.Contains("Steps: 10 % (really 20 %: 1 of 5 pods) for 5m, 50 % (really 50 %: 4 of 8 pods) for 5m, 100 %", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlanOffline_WithJson_SaysWhoPlanned()
    {
        Assert.Equal(0, await cli.RunAsync("plan", "--offline", "--clusters", Clusters, "-f", Release, "-o", "json"));

        using var document = JsonDocument.Parse(cli.Out);
        Assert.Equal("offline", document.RootElement.GetProperty("plannedBy").GetString());
        Assert.Equal("shop-2.4.0", document.RootElement.GetProperty("plans")[0].GetProperty("release").GetString());
    }

    [Fact]
    public async Task PlanOffline_ErrorsOfThePlan_HaveLines()
    {
        Assert.Equal(3, await cli.RunAsync("plan", "--offline", "--clusters", Clusters, "-f", Unsupported));

        Assert.Contains($"{Unsupported}:23: spec.notifications: ", cli.Error, StringComparison.Ordinal);
        Assert.Contains($"{Unsupported}:21: spec.waves[0].clusters: ", cli.Error, StringComparison.Ordinal);
        Assert.Contains("[not-supported-yet]", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan", "plans")]
    [InlineData("apply", "releases")]
    public async Task Run_ServerFindsErrorsInARelease_HaveLinesOfTheFile(string verb, string path)
    {
        api.Refuses(
            "POST", path, 422, "invalid-input",
            new ProblemError("bad", "spec.waves[1].bake", "body", 1, "too long"),
            new ProblemError("bad", "spec.manifests.inline[0].spec.replicas", "body", 1, "too many"));

        Assert.Equal(3, await cli.RunAsync(verb, "-f", Release));

        Assert.Contains($"{Release}:15: spec.manifests.inline[0].spec.replicas: too many [bad]", cli.Error, StringComparison.Ordinal);
        Assert.Contains($"{Release}:27: spec.waves[1].bake: too long [bad]", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_ServerFindsErrorsInACluster_HaveLinesOfTheFile()
    {
        api.Refuses("POST", "clusters", 422, "invalid-input", new ProblemError("bad", "spec.capacity", "body", 4, "too much"));

        Assert.Equal(3, await cli.RunAsync("apply", "-f", Clusters));
        Assert.Contains($"{Clusters}:11: spec.capacity: too much [bad]", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_SendsClustersFirstAndManifestsInline()
    {
        api.Answers("POST", "clusters", new[] { new ClusterRegistration("eu-west-1", "created"), new ClusterRegistration("us-east-1", "unchanged") });
        api.Answers("POST", "releases", Samples.Single(Core.Releases.ReleasePhase.Planned, Core.Environments.EnvironmentPhase.Queued).Release, 201);

        Assert.Equal(0, await cli.RunAsync("apply", "-f", Release, "-f", Clusters));

        Assert.Equal("cluster eu-west-1: created\ncluster us-east-1: unchanged\nrelease shop-2.4.0: submitted, Planned\n", cli.Out);
        Assert.Equal(["/api/v1/clusters", "/api/v1/releases"], api.Requests.Select(request => request.PathAndQuery));
        var sent = api.Requests.ToArray();
        Assert.Equal(2, Formats.FormatReader.Read(sent[0].Body).Clusters.Length);
        var release = Assert.Single(Formats.FormatReader.Read(sent[1].Body).Releases);
        Assert.Single(release.Manifests.Inline);
        Assert.NotEmpty(sent[1].Headers["Idempotency-Key"]);
    }
}
