using System.Text.Json.Nodes;
using Coordinator.EndToEnd.Tests.Fixtures;
using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.EndToEnd.Tests;

/// <summary>The shipped example of the whole format, <c>svgx-engine/release.yaml</c>, from the first Job to the last cluster.</summary>
public sealed class WholeExampleTests
{
    private const string Release = "svgx-engine-2.4.0";
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
        SvgxRelease.Write(installation, "release.yaml", SvgxRelease.Copy(installation));
        await SvgxRelease.InstallBeforeAsync(installation, SvgxRelease.Clusters);
        foreach (var cluster in SvgxRelease.Clusters) await simulator.StartTrafficAsync(cluster, SvgxRelease.Namespace, SvgxRelease.Service, UsersPerSecond);
        await hosts.VisitAsync();
        hosts.BackupAt = await simulator.NowAsync();
        await installation.StartServerAsync();

        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "clusters.yaml");
        await OwnReleaseTests.ExpectAsync(installation, 0, "plan", "-f", "release.yaml");
        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "release.yaml");
        await DieInALoadAsync(installation, hosts);
        var ended = await ApproveAsync(installation);
        Console.Error.WriteLine(ended);
    }

    private static void Configure(Installation installation, SvgxHosts hosts, TestAuthority authority)
    {
        installation.Write("ca.pem", authority.Pem);
        var settings = new JsonObject
        {
            ["Tokens"] = new JsonArray(
                new JsonObject { ["Name"] = "ann", ["Token"] = "ann-ann-ann-ann-ann", ["Roles"] = new JsonArray("admin") },
                new JsonObject { ["Name"] = "ben", ["Token"] = "ben-ben-ben-ben-ben", ["Roles"] = new JsonArray("approver") }),
            ["Http"] = new JsonObject { ["AllowedHosts"] = new JsonArray("ci.example.com"), ["ConnectTo"] = hosts.ConnectTo, ["CaFile"] = Path.Combine(installation.Folder, "ca.pem") },
        };
        installation.Settings = installation.Write("coordinator.json", settings.ToJsonString());
        installation.TokenFile = installation.Write("ann.token", "ann-ann-ann-ann-ann");
        installation.Write("ben.token", "ben-ben-ben-ben-ben");
    }

    /// <summary>The server is killed when the canary's first load is under way, and comes again.</summary>
    private static async Task DieInALoadAsync(Installation installation, SvgxHosts hosts)
    {
        await installation.UntilPhaseAsync(Release, _ => hosts.LoadsAt("eu-west-1") > 100);
        await installation.Server!.KillAsync();
        await installation.StartServerAsync();
    }

    /// <summary>The submitter may not approve the wave europe; another does.</summary>
    private static async Task<CommandResult> ApproveAsync(Installation installation)
    {
        await installation.UntilPhaseAsync(Release, phase => phase is "AwaitingApproval");
        await OwnReleaseTests.ExpectAsync(installation, 7, "approve", Release, "--wave", "europe", "--reason", "mine is good");
        installation.TokenFile = "ben.token";
        await OwnReleaseTests.ExpectAsync(installation, 0, "approve", Release, "--wave", "europe", "--reason", "the canary looks good");
        installation.TokenFile = "ann.token";
        return await OwnReleaseTests.ExpectAsync(installation, 0, "watch", Release);
    }
}
