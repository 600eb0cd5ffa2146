using Coordinator.EndToEnd.Tests.Fixtures;

namespace Coordinator.EndToEnd.Tests;

/// <summary>Bad input and bad luck: a clear error or a state that says why, and nothing is lost.</summary>
public sealed class BadInputTests
{
    [Fact]
    public async Task Wrong_files_are_refused_with_every_error()
    {
        await using var installation = await Installation.StartAsync();
        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "clusters.yaml");
        await RefusedAsync(installation, Files.Release("1", "[{name: all, clusters: {names: [one, nowhere]}}]"), "nowhere", "unknown-cluster");
        await RefusedAsync(installation, Files.Release("1", "[{name: all, clusters: {matchLabels: {tier: moon}}}]"), "takes no cluster", "empty-wave");
        await RefusedAsync(installation, Files.Release("1", "[]"), "spec.waves");
        await RefusedAsync(installation, Files.Release("1", Files.AllWaves, steps: "[{weight: 10, hold: 5m}, {weight: 100}]"), "steps[0].weight");
        await RefusedAsync(installation, Files.Release("1", Files.AllWaves, deployment: "cart"), "cart");
        var both = await RefusedAsync(installation, Files.Release("1", "[{name: all, clusters: {}, bakes: 1m}]", deployment: "cart"), "bake");
        Assert.Contains("release.yaml:", both.Error);
        var releases = await OwnReleaseTests.ExpectAsync(installation, 0, "get", "releases", "-o", "json");
        Assert.DoesNotContain("shop-1", releases.Out);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused()
    {
        await using var installation = await Installation.StartAsync();
        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "clusters.yaml");
        const string gated = "[{name: all, clusters: {}, gate: {approval: {required: 1}}}]";
        installation.Write("release.yaml", Files.Release("1", gated));
        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "release.yaml");
        installation.Write("release.yaml", Files.Release("1", gated).Replace("replicas: 2", "replicas: 3", StringComparison.Ordinal));
        await OwnReleaseTests.ExpectAsync(installation, 4, "apply", "-f", "release.yaml");
        var alone = await OwnReleaseTests.ExpectAsync(installation, 4, "approve", "shop-1");
        Assert.Contains("submitted the release", alone.Error);
    }

    [Fact]
    public async Task A_second_process_on_the_same_database_is_refused()
    {
        await using var installation = await Installation.StartAsync();
        var second = await CommandProcess.RunAsync(
            installation.Folder, installation.Variables, "serve", "--urls", "http://127.0.0.1:0", "--data", "data", "--kubeconfigs", ".");
        Assert.True(second.Code == 4, second.ToString());
        Assert.Contains("is in use by", second.Error);
        Assert.False(installation.Server!.HasExited);
    }

    [Fact]
    public async Task An_unreadable_kubeconfig_and_a_cluster_that_is_down_say_so()
    {
        await using var installation = await Installation.StartAsync();
        installation.Write("clusters.yaml", Files.Clusters.Replace("{path: kubeconfig, context: cluster-1}", "{path: lost, context: cluster-1}", StringComparison.Ordinal));
        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "clusters.yaml");
        installation.Write("release.yaml", Files.Release("1", Files.AllWaves));
        await OwnReleaseTests.ExpectAsync(installation, 1, "apply", "-f", "release.yaml", "--wait");
        Assert.Contains("lost", (await OwnReleaseTests.ExpectAsync(installation, 0, "explain", "shop-1")).Out);

        installation.Write("clusters.yaml", Files.Clusters);
        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "clusters.yaml");
        await installation.KillSimulatorAsync();
        installation.Write("release.yaml", Files.Release("2", Files.AllWaves));
        await OwnReleaseTests.ExpectAsync(installation, 1, "apply", "-f", "release.yaml", "--wait");
        Assert.Contains("cluster one", (await OwnReleaseTests.ExpectAsync(installation, 0, "explain", "shop-2")).Out);
    }

    [Fact]
    public async Task Wrong_settings_are_refused_with_their_keys()
    {
        var folder = Directory.CreateTempSubdirectory("coordinator-settings-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "bad.json"), """{"Urls":"nowhere","Clock":{"Factor":"fast"},"Checks":{"Image":"no image!"},"Http":{"AllowedHosts":"a.example.com","Loads":1},"Tokens":[{"Name":"two words","Token":"0123456789abcdef","Roles":["viewer"]}]}""", TestContext.Current.CancellationToken);
        // What has no section may be Kubernetes' own, which tells of a Service named coordinator.
        var variables = new Dictionary<string, string> { ["COORDINATOR_CHECKS__IMAGES"] = "x", ["COORDINATOR_PORT"] = "tcp://10.0.0.1:80" };
        var result = await CommandProcess.RunAsync(folder, variables, "serve", "--config", "bad.json");
        Directory.Delete(folder, recursive: true);
        Assert.True(result.Code == 3, result.ToString());
        var lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] expected =
        [
            "Http:AllowedHosts: 'a.example.com' is not a list of hosts", "Http:Loads: unknown setting", "CHECKS:IMAGES: unknown setting",
            "Clock:Factor: 'fast'", "Checks:Image: 'no image!'", "Urls: 'nowhere' is no URL", ": Tokens:0:Name: ",
        ];
        Assert.All(expected, text => Assert.Single(lines, line => line.Contains(text, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, lines.Length);
    }

    private static async Task<CommandResult> RefusedAsync(Installation installation, string release, params string[] said)
    {
        installation.Write("release.yaml", release);
        var result = await OwnReleaseTests.ExpectAsync(installation, 3, "apply", "-f", "release.yaml");
        foreach (var text in said)
        {
            Assert.Contains(text, result.Error);
        }

        return result;
    }
}
