using System.Text.Json.Nodes;
using Coordinator.EndToEnd.Tests.Fixtures;

namespace Coordinator.EndToEnd.Tests;

/// <summary>A user's own releases against <c>serve</c> and <c>simulate</c> as two processes, through the command line alone.</summary>
public sealed class OwnReleaseTests
{
    [Fact]
    public async Task A_user_installs_upgrades_and_rolls_back()
    {
        await using var installation = await Installation.StartAsync();
        await ExpectAsync(installation, 0, "apply", "-f", "clusters.yaml");
        installation.Write("one.yaml", Files.Release("1.0", Files.AllWaves));
        await ExpectAsync(installation, 0, "plan", "-f", "one.yaml");
        await ExpectAsync(installation, 0, "apply", "-f", "one.yaml", "--wait");
        await ExpectAsync(installation, 0, "apply", "-f", "one.yaml");

        // The wave behind the gate waits for the approval; the server dies meanwhile.
        installation.Write("two.yaml", Files.Release("2.0", """
            [{name: canary, clusters: {names: [one]}, bake: 1m}, {name: rest, clusters: {}, maxParallel: 2, bake: 1m, gate: {approval: {required: 1, allowSubmitter: true}}}]
            """));
        await ExpectAsync(installation, 0, "apply", "-f", "two.yaml");
        await WaitPhaseAsync(installation, "shop-2.0", "AwaitingApproval");
        await ExpectAsync(installation, 4, "rollback", "shop-2.0", "--reason", "too early");
        await installation.Server!.KillAsync();
        await installation.StartServerAsync();
        await ExpectAsync(installation, 0, "approve", "shop-2.0", "--reason", "looks good");
        await ExpectAsync(installation, 0, "watch", "shop-2.0");
        var events = await ExpectAsync(installation, 0, "events", "shop-2.0");
        Assert.Contains("looks good", events.Out);
        await ExpectAsync(installation, 0, "rollback", "shop-2.0", "--reason", "second thoughts");
        await ExpectAsync(installation, 5, "watch", "shop-2.0");
        await ExpectAsync(installation, 0, "explain", "shop-2.0");
        var replay = await ExpectAsync(installation, 0, "replay", "shop-2.0", "-o", "json");
        Assert.Empty(JsonNode.Parse(replay.Out)!["mismatches"]!.AsArray());
        var detail = await ExpectAsync(installation, 0, "get", "releases", "shop-2.0", "-o", "json");
        Assert.Equal("""{"RolledBack":3}""", JsonNode.Parse(detail.Out)!["release"]!["counts"]!.ToJsonString());
    }

    [Fact]
    public async Task A_version_that_never_gets_ready_fails_and_says_why()
    {
        await using var installation = await Installation.StartAsync();
        await ExpectAsync(installation, 0, "apply", "-f", "clusters.yaml");
        installation.Write("one.yaml", Files.Release("1.0", Files.AllWaves, environment: "[{name: CRASH, value: \"1\"}]"));
        await ExpectAsync(installation, 1, "apply", "-f", "one.yaml", "--wait");
        var explained = await ExpectAsync(installation, 0, "explain", "shop-1.0");
        Assert.Contains("one/shop/shop", explained.Out);
        Assert.Contains("CrashLoopBackOff", explained.Out);
    }

    [Fact]
    public async Task Mistakes_in_manifests_end_a_release_before_it_writes_and_are_told()
    {
        await using var installation = await Installation.StartAsync();
        await ExpectAsync(installation, 0, "apply", "-f", "clusters.yaml");
        var release = Files.Release("1.0", Files.AllWaves);
        installation.Write("fields.yaml", release.Replace("replicas: 2", "replicas: two").Replace("ports: [{containerPort", "readynessProbe: {}, ports: [{containerPort"));
        installation.Write("values.yaml", release.Replace("shop-1.0", "shop-1.1").Replace("port: 80,", "port: 99999,").Replace("containerPort: 8000", "containerPort: 99999"));

        await ExpectAsync(installation, 1, "apply", "-f", "fields.yaml", "--wait");
        var fields = (await ExpectAsync(installation, 0, "explain", "shop-1.0")).Out;
        await ExpectAsync(installation, 1, "apply", "-f", "values.yaml", "--wait");
        var values = (await ExpectAsync(installation, 0, "explain", "shop-1.1")).Out;

        Assert.Contains("one/shop/shop is Failed", fields);
        Assert.Contains("Deployment/shop-blue: .spec.replicas: expected numeric (int or float), got string", fields);
        Assert.Contains("containers[name=\"shop\"].readynessProbe: field not declared in schema", fields);
        Assert.Contains("Service/shop: spec.ports[0].port: Invalid value: 99999", values);
        Assert.Contains("containers[0].ports[0].containerPort: Invalid value: 99999", values);
    }

    [Fact]
    public async Task A_second_release_of_the_application_waits_for_the_first()
    {
        await using var installation = await Installation.StartAsync();
        await ExpectAsync(installation, 0, "apply", "-f", "clusters.yaml");
        installation.Write("one.yaml", Files.Release("1.0", "[{name: all, clusters: {}, bake: 1m, gate: {approval: {required: 1, allowSubmitter: true}}}]"));
        installation.Write("two.yaml", Files.Release("2.0", Files.AllWaves));
        await ExpectAsync(installation, 0, "apply", "-f", "one.yaml");
        await WaitPhaseAsync(installation, "shop-1.0", "AwaitingApproval");
        await ExpectAsync(installation, 0, "apply", "-f", "two.yaml");
        await WaitPhaseAsync(installation, "shop-2.0", "Queued");
        Assert.Contains("shop-1.0", (await ExpectAsync(installation, 0, "explain", "shop-2.0")).Out);
        await ExpectAsync(installation, 0, "abort", "shop-1.0", "--reason", "the second is better");
        await ExpectAsync(installation, 0, "watch", "shop-2.0");
    }

    internal static async Task<CommandResult> ExpectAsync(Installation installation, int code, params string[] arguments)
    {
        var result = await installation.RunAsync(arguments);
        Assert.True(result.Code == code, $"coordinator {string.Join(' ', arguments)} wanted {code}: {result}");
        return result;
    }

    internal static async Task WaitPhaseAsync(Installation installation, string release, string phase)
    {
        for (var asked = 0; asked < 100; asked++)
        {
            var detail = await ExpectAsync(installation, 0, "get", "releases", release, "-o", "json");
            if (string.Equals((string?)JsonNode.Parse(detail.Out)!["release"]!["phase"], phase, StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
        }

        Assert.Fail($"{release} did not become {phase}: {await installation.RunAsync("explain", release)}");
    }
}
