using System.Text.Json.Nodes;
using Coordinator.EndToEnd.Tests.Fixtures;

namespace Coordinator.EndToEnd.Tests;

/// <summary>The main job as a new user sees it.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task Demo_releases_a_good_version_and_takes_a_bad_one_back()
    {
        var summary = await RunAsync("demo", "--fast", "--headless", "-o", "json");
        Check(summary);
        Assert.Null(summary["crashes"]);
    }

    [Fact]
    public async Task Demo_ends_the_same_when_its_server_is_killed_in_each_release()
    {
        var summary = await RunAsync("demo", "--fast", "--headless", "--crash", "-o", "json");
        Check(summary);
        Assert.Equal(2, (int?)summary["crashes"]);
    }

    [Fact]
    public async Task Demo_succeeds_although_the_clusters_apis_fail()
    {
        var summary = await RunAsync("demo", "--fast", "--headless", "--scenario", "flaky", "--clusters", "2", "-o", "json");
        Assert.Equal("Succeeded", (string?)summary["releases"]![0]!["phase"]);
        Assert.Equal(0, (int?)summary["releases"]![0]!["trafficWrites"]!["repeatedTurns"]);
        Assert.Equal(0, (int?)summary["releases"]![0]!["userRequests"]!["failed"]);
    }

    private static async Task<JsonNode> RunAsync(params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("coordinator-demo-test-").FullName;
        try
        {
            var result = await CommandProcess.RunAsync(folder, new Dictionary<string, string>(), arguments);
            Assert.True(result.Code == 0, result.ToString());
            return JsonNode.Parse(result.Out)!;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Check(JsonNode summary)
    {
        var good = summary["releases"]![0]!;
        var bad = summary["releases"]![1]!;
        Assert.Equal(6, (int?)summary["clusters"]);
        Assert.Equal("Succeeded", (string?)good["phase"]);
        Assert.Equal("""{"Live":6}""", good["environments"]!.ToJsonString());
        Assert.Equal(0, (int?)good["userRequests"]!["failed"]);
        Assert.True((int?)good["userRequests"]!["total"] >= 5000, good.ToJsonString());
        Assert.Equal("RolledBack", (string?)bad["phase"]);
        Assert.Equal("""{"RolledBack":1,"Skipped":5}""", bad["environments"]!.ToJsonString());
        Assert.True((double?)bad["detectionSeconds"] > 0, bad.ToJsonString());
        Assert.True((double?)bad["rollbackSeconds"] >= 0, bad.ToJsonString());
        // One switch in each cluster; one there and back in the canary: nothing was changed twice for one turn, nor back and forth.
        Assert.Equal("""{"total":6,"repeatedTurns":0,"colorsChanged":6}""", good["trafficWrites"]!.ToJsonString());
        Assert.Equal("""{"total":2,"repeatedTurns":0,"colorsChanged":0}""", bad["trafficWrites"]!.ToJsonString());
        Assert.True((long?)summary["journal"]!["events"] > 100, summary.ToJsonString());
        Assert.Equal(0, (int?)summary["journal"]!["replayMismatches"]);
    }
}
