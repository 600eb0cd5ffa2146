using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Coordinator.EndToEnd.Tests.Fixtures;

namespace Coordinator.EndToEnd.Tests;

/// <summary>
/// The emergency lines of the operations guide, taken from it as they stand there and run with kubectl while a release is under
/// way: users are back, and the coordinator takes it for an abort.
/// </summary>
public sealed partial class EmergencyTests
{
    private const string Heading = "## Emergency without the coordinator";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_person_switches_back_by_hand_and_the_coordinator_respects_it(bool serverIsAway)
    {
        Assert.SkipWhen(!Shell.HasKubectl(), "kubectl is not on the PATH");
        await using var installation = await Installation.StartAsync();
        await ReachBakingAsync(installation);
        if (serverIsAway) await installation.Server!.KillAsync();

        var (code, output) = await RunAsync(installation, "set -e\n" + Guide());
        Assert.True(code == 0, output);
        Assert.EndsWith("blue\n", output[..(output.IndexOf("shop-blue-", output.LastIndexOf("patched", StringComparison.Ordinal), StringComparison.Ordinal))]);
        Assert.DoesNotContain("shop-green-", output[output.LastIndexOf("patched", StringComparison.Ordinal)..]);

        if (serverIsAway) await installation.StartServerAsync();
        await OwnReleaseTests.ExpectAsync(installation, 5, "watch", "shop-2.0");
        var explained = await OwnReleaseTests.ExpectAsync(installation, 0, "explain", "shop-2.0");
        Assert.Contains("moved the users back to blue", explained.Out);
        Assert.Equal("blue\n", (await RunAsync(installation, Selector)).Output);
        Assert.Equal(["green", "blue"], await SelectedAsync(installation));
        var replay = await OwnReleaseTests.ExpectAsync(installation, 0, "replay", "shop-2.0", "-o", "json");
        Assert.Empty(JsonNode.Parse(replay.Out)!["mismatches"]!.AsArray());
    }

    [Fact]
    public async Task A_person_brings_a_scaled_down_old_color_back_first()
    {
        Assert.SkipWhen(!Shell.HasKubectl(), "kubectl is not on the PATH");
        await using var installation = await Installation.StartAsync();
        await ReachBakingAsync(installation);
        await installation.Server!.KillAsync();
        var (gone, down) = await RunAsync(installation, """
            set -e
            kubectl -n shop scale deployment shop-blue --replicas=0
            kubectl -n shop wait --for=delete pod -l version=blue --timeout=60s
            """);
        Assert.True(gone == 0, down);

        var (code, output) = await RunAsync(installation, "set -e\n" + Guide());
        Assert.True(code == 0, output);
        Assert.Contains("deployment.apps/shop-blue scaled", output);
        var after = output[output.LastIndexOf("patched", StringComparison.Ordinal)..];
        Assert.Equal(2, Regex.Count(after, "^shop-blue-[a-z0-9]+-[a-z0-9]+ true$", RegexOptions.Multiline));
        Assert.DoesNotContain("shop-green-", after);
    }

    [Theory]
    [InlineData("httproute", "{kind: gatewayApi, httpRoute: shop}", Files.HttpRoute, "{.spec.rules[0].backendRefs[*].weight}")]
    [InlineData("virtualservice", "{kind: istio, virtualService: shop}", Files.VirtualService, "{.spec.http[0].route[*].weight}")]
    public async Task A_person_gives_the_users_of_a_route_back(string kind, string router, string route, string weights)
    {
        Assert.SkipWhen(!Shell.HasKubectl(), "kubectl is not on the PATH");
        await using var installation = await Installation.StartAsync();
        await ReachBakingAsync(installation, router, route);
        Assert.Equal("0 100", (await WeightsAsync()).Output);

        var (code, output) = await RunAsync(installation, "set -e\n" + Guide(kind));
        Assert.True(code == 0, output);
        Assert.Equal("100 0", (await WeightsAsync()).Output);
        Assert.Equal("blue\n", (await RunAsync(installation, Selector)).Output);

        await OwnReleaseTests.ExpectAsync(installation, 5, "watch", "shop-2.0");
        var explained = await OwnReleaseTests.ExpectAsync(installation, 0, "explain", "shop-2.0");
        Assert.Contains("moved the users back to blue", explained.Out);
        Assert.Equal("100 0", (await WeightsAsync()).Output);
        Assert.Equal("blue\n", (await RunAsync(installation, Selector)).Output);

        Task<(int Code, string Output)> WeightsAsync() => RunAsync(installation, $"kubectl -n shop get {kind} shop -o jsonpath='{weights}'");
    }

    private const string Selector = """kubectl -n shop get service shop -o jsonpath='{.spec.selector.version}{"\n"}'""";

    /// <summary>Version 1.0 serves as blue, 2.0 as green and bakes for longer than the test takes.</summary>
    private static async Task ReachBakingAsync(Installation installation, string router = "{kind: service}", string? route = null)
    {
        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "clusters.yaml");
        installation.Write("one.yaml", Files.Release("1.0", "[{name: all, clusters: {names: [one]}, bake: 1m}]", router: router, route: route));
        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "one.yaml", "--wait");
        installation.Write("two.yaml", Files.Release("2.0", "[{name: all, clusters: {names: [one]}, bake: 24h}]", router: router, route: route));
        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "two.yaml");
        var (code, output) = await RunAsync(installation,
            "kubectl -n shop wait --for=jsonpath='{.spec.selector.version}'=green service/shop --timeout=180s");
        Assert.True(code == 0, $"{output}{await installation.RunAsync("explain", "shop-2.0")}");
    }

    /// <summary>All lines of the section's code blocks, in their order; those of a route come before the switch of the selector.</summary>
    private static string Guide(string? route = null)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "operations-guide.md"));
        var section = text[text.IndexOf(Heading, StringComparison.Ordinal)..];
        var next = section.IndexOf("\n## ", Heading.Length, StringComparison.Ordinal);
        var blocks = CodeBlock().Matches(next < 0 ? section : section[..next]).ToLookup(block => block.Groups[1].Value, block => block.Groups[2].Value);
        var lines = blocks[""].ToList();
        Assert.True(lines.Count == 5, "the guide has lost its lines");
        if (route is not null) lines.Insert(lines.FindIndex(block => block.Contains("patch service", StringComparison.Ordinal)), blocks[route].Single());
        return string.Concat(lines);
    }

    private static Task<(int Code, string Output)> RunAsync(Installation installation, string lines) => Shell.RunAsync(installation, lines);

    /// <summary>The colours that the Service's selector was given since version 2.0 began, by whoever, as the cluster's audit log has it.</summary>
    private static async Task<string[]> SelectedAsync(Installation installation)
    {
        using var simulator = SimulatorControl.Of(installation);
        var entries = await simulator.AuditAsync("cluster-1");
        var colors = entries.Where(entry => (string?)entry!["kind"] == "Service" && (string?)entry["name"] == "shop" && (string?)entry["namespace"] == "shop")
            .SelectMany(entry => entry!["changes"]!.AsArray()).Where(change => (string?)change!["path"] == "spec.selector.version")
            .Select(change => ((string?)change!["after"])!.Trim('"'));
        return [.. colors.SkipWhile(color => color != "green")];
    }

    [GeneratedRegex(@"^```sh ?([a-z]*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
