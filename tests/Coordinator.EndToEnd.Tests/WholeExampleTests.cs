using System.Text.Json.Nodes;
using Coordinator.EndToEnd.Tests.Fixtures;
using Coordinator.Kubernetes.Tests.Fixtures;
using YamlDotNet.RepresentationModel;

namespace Coordinator.EndToEnd.Tests;

/// <summary>The shipped example of the whole format, <c>svgx-engine/release.yaml</c>, from the first report of the build to the last
/// cluster. Its loads are sent for real.</summary>
public sealed class WholeExampleTests
{
    private const string Release = "svgx-engine-2.4.0";
    private const string Canary = "eu-west-1";
    private const double UsersPerSecond = 100;

    [Fact]
    public async Task The_whole_example_runs_to_its_end_though_the_server_dies_in_the_middle_of_a_load()
    {
        Assert.SkipWhen(!Shell.HasKubectl(), "kubectl is not on the PATH");
        await using var installation = await Installation.SimulateAsync(isFast: true, [.. SvgxRelease.Clusters.SelectMany(name => (string[])["--name", name])]);
        using var simulator = SimulatorControl.Of(installation);
        using var authority = TestAuthority.Root();
        await using var hosts = await SvgxHosts.StartAsync(
            SvgxRelease.Clusters, simulator.Address, authority.Server(["ci.example.com", "backup.example.com"]));
        Configure(installation, hosts, authority);
        var written = SvgxRelease.Copy(installation);
        SvgxRelease.Write(installation, "release.yaml", written);
        await SvgxRelease.InstallBeforeAsync(installation, SvgxRelease.Clusters);
        foreach (var cluster in SvgxRelease.Clusters) await simulator.StartTrafficAsync(cluster, SvgxRelease.Namespace, SvgxRelease.Service, UsersPerSecond);
        await hosts.VisitAsync();
        hosts.BackupAt = await simulator.NowAsync();
        await installation.StartServerAsync();

        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "clusters.yaml");
        await OwnReleaseTests.ExpectAsync(installation, 0, "plan", "-f", "release.yaml");
        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "release.yaml");
        await DieInALoadAsync(installation, hosts);
        await ApproveAsync(installation);
        await SucceedAsync(installation, (YamlMappingNode)written["spec"]["exposure"]);

        await AssertOverridesAsync(installation);
        await AssertUsersAsync(simulator);
        await AssertJobsAsync(simulator);
        var report = new SvgxReport((YamlMappingNode)written["spec"], JsonNode.Parse((await OwnReleaseTests.ExpectAsync(installation, 0, "report", Release, "-o", "json")).Out)!);
        report.AssertChecks(restarted: Canary);
        report.AssertMetrics();
        report.AssertCriteria();
        report.AssertMarkdown((await OwnReleaseTests.ExpectAsync(installation, 0, "report", Release, "-o", "markdown")).Out);
        await AssertRecordAsync(installation);
    }

    private static void Configure(Installation installation, SvgxHosts hosts, TestAuthority authority)
    {
        installation.Write("ca.pem", authority.Pem);
        var settings = new JsonObject
        {
            ["Tokens"] = new JsonArray(
                new JsonObject { ["Name"] = "ann", ["Token"] = "ann-ann-ann-ann-ann", ["Roles"] = new JsonArray("admin") },
                new JsonObject { ["Name"] = "ben", ["Token"] = "ben-ben-ben-ben-ben", ["Roles"] = new JsonArray("approver") }),
            ["Http"] = new JsonObject { ["AllowedHosts"] = new JsonArray("ci.example.com"), ["ConnectTo"] = hosts.ConnectTo, ["CaFile"] = "ca.pem" },
        };
        installation.Settings = installation.Write("coordinator.json", settings.ToJsonString());
        installation.TokenFile = installation.Write("ann.token", "ann-ann-ann-ann-ann");
        installation.Write("ben.token", "ben-ben-ben-ben-ben");
    }

    /// <summary>The server is killed when the canary's first load at its gateway is under way, and comes again.</summary>
    private static async Task DieInALoadAsync(Installation installation, SvgxHosts hosts)
    {
        await installation.UntilAsync(Release, _ => hosts.LoadsAt(Canary) > 50);
        await installation.Server!.KillAsync();
        await installation.StartServerAsync();
    }

    /// <summary>Who submitted it may not approve the wave europe; another may.</summary>
    private static async Task ApproveAsync(Installation installation)
    {
        await installation.UntilAsync(Release, release => (string?)release["phase"] is "awaitingApproval");
        await OwnReleaseTests.ExpectAsync(installation, 4, "approve", Release, "--wave", "europe", "--reason", "mine is good");
        installation.TokenFile = "ben.token";
        await OwnReleaseTests.ExpectAsync(installation, 0, "approve", Release, "--wave", "europe", "--reason", "the canary looks good");
        installation.TokenFile = "ann.token";
    }

    private static async Task SucceedAsync(Installation installation, YamlMappingNode exposure)
    {
        var capacity = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["eu-west-1"] = 10,
            ["eu-west-2"] = 20,
            ["us-east-1"] = 40,
            ["us-east-2"] = 40,
            ["ap-south-1"] = 20,
            ["ap-south-2"] = 20,
        };
        var (most, largest) = (0, 0);
        await installation.UntilAsync(Release, release =>
        {
            var exposed = release["waves"]!.AsArray().SelectMany(wave => wave!["environments"]!.AsArray())
                .Where(member => (bool?)member!["report"]?["exposed"] is true).Select(member => ((string)member!["key"]!).Split('/')[0]).ToArray();
            (most, largest) = (Math.Max(most, exposed.Length), Math.Max(largest, exposed.Sum(cluster => capacity[cluster])));
            return (string?)release["phase"] is "succeeded";
        });
        Assert.InRange(most, 1, int.Parse(exposure["maxEnvironments"].ToString()));
        Assert.InRange(largest, 1, capacity.Values.Sum() * int.Parse(exposure["maxCapacityPercent"].ToString()) / 100);
        await OwnReleaseTests.ExpectAsync(installation, 0, "watch", Release);
    }

    /// <summary>What the file gives to <c>us-east</c> alone stands there and nowhere else.</summary>
    private static async Task AssertOverridesAsync(Installation installation)
    {
        var (code, output) = await Shell.RunAsync(installation, string.Concat(SvgxRelease.Clusters.Select(cluster =>
            $"kubectl --context {cluster} -n {SvgxRelease.Namespace} get deployment svgx-engine-green -o jsonpath='{cluster} {{.spec.replicas}} {{.status.readyReplicas}}{{\"\\n\"}}'\n")));
        Assert.True(code == 0, output);
        Assert.Equal(
            SvgxRelease.Clusters.Select(cluster => cluster.StartsWith("us-east", StringComparison.Ordinal) ? $"{cluster} 6 6" : $"{cluster} 4 4"),
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>No user's request failed, though both versions answered them.</summary>
    private static async Task AssertUsersAsync(SimulatorControl simulator)
    {
        foreach (var cluster in SvgxRelease.Clusters)
        {
            var seen = await simulator.TrafficAsync(cluster, SvgxRelease.Namespace, SvgxRelease.Service);
            Assert.True((long)seen["failed"]! == 0 && (long)seen["noEndpoint"]! == 0 && (long)seen["skipped"]! == 0, $"{cluster}: {seen}");
            Assert.True((long)seen["byVersion"]!["2.3.0"]!["total"]! > 0 && (long)seen["byVersion"]!["2.4.0"]!["total"]! > 0, $"{cluster}: {seen}");
        }
    }

    /// <summary>Each Job was made once, those of scope <c>release</c> in the first cluster alone, in spite of the crash.</summary>
    private static async Task AssertJobsAsync(SimulatorControl simulator)
    {
        foreach (var cluster in SvgxRelease.Clusters)
        {
            var made = (await simulator.AuditAsync(cluster)).Where(entry => (string?)entry!["kind"] is "Job" && (string?)entry["versionBefore"] is null)
                .Select(entry => (string)entry!["name"]!).ToArray();
            Assert.Equal(made.Distinct().Count(), made.Length);
            Assert.Equal(cluster is Canary ? 10 : 8, made.Length);
        }
    }

    private static async Task AssertRecordAsync(Installation installation)
    {
        var explained = await OwnReleaseTests.ExpectAsync(installation, 0, "explain", Release);
        Assert.Contains("6 of 6 environments serve 2.4.0", explained.Out);
        var events = await OwnReleaseTests.ExpectAsync(installation, 0, "events", Release);
        Assert.Contains("approve by ben: the canary looks good", events.Out);
        var replay = await OwnReleaseTests.ExpectAsync(installation, 0, "replay", Release, "-o", "json");
        Assert.Empty(JsonNode.Parse(replay.Out)!["mismatches"]!.AsArray());
        var detail = await OwnReleaseTests.ExpectAsync(installation, 0, "get", "releases", Release, "-o", "json");
        Assert.Equal("""{"Live":6}""", JsonNode.Parse(detail.Out)!["release"]!["counts"]!.ToJsonString());
    }
}
