using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Coordinator.EndToEnd.Tests.Fixtures;

/// <summary>The report of the svgx-engine release against the file that was released.</summary>
internal sealed class SvgxReport(YamlMappingNode spec, JsonNode report)
{
    private const string MayWarn = "stress";

    private IEnumerable<JsonNode> Environments => report["environments"]!.AsArray().OfType<JsonNode>();

    /// <summary>Every check of the file ended well in every environment, in its order; the interrupted load says so.</summary>
    public void AssertChecks(string restarted)
    {
        Assert.Equal("succeeded", (string?)report["phase"]);
        Assert.Equal("""{"Live":6}""", report["phases"]!.ToJsonString());
        Assert.Equal(0, (int)report["checks"]!["failed"]!);
        Assert.Equal(0, (int)report["checks"]!["notRun"]!);
        string[] wanted = [.. Names("preview").Select(name => $"preview/{name}"), .. Names("validation").Select(name => $"validation/{name}")];
        foreach (var environment in Environments)
        {
            var checks = environment["outcome"]!["checks"]!.AsArray();
            Assert.Equal(wanted, checks.Select(check => $"{check!["stage"]}/{check["name"]}".ToLowerInvariant()));
            foreach (var check in checks) Assert.True((string?)check!["outcome"] is "pass" || (string?)check["name"] is MayWarn && (string?)check["outcome"] is "warn", check.ToString());
        }

        var again = Environments.SelectMany(one => one["outcome"]!["checks"]!.AsArray().Select(check => (Key: (string)one["key"]!, Check: check!)))
            .Single(one => ((string)one.Check["details"]!).Contains("run again from the start", StringComparison.Ordinal));
        Assert.StartsWith(restarted + "/", again.Key);
        Assert.Equal("load", (string?)again.Check["kind"]);
    }

    /// <summary>Every metric of the file was measured in every environment, and the colours were compared.</summary>
    public void AssertMetrics()
    {
        var wanted = ((YamlSequenceNode)spec["analysis"]["metrics"]).Select(metric => metric["name"].ToString()).ToArray();
        foreach (var outcome in Environments.Select(one => one["outcome"]!))
        {
            Assert.Equal(wanted, outcome["metrics"]!.AsArray().Select(metric => (string)metric!["name"]!));
            foreach (var metric in outcome["metrics"]!.AsArray())
            {
                Assert.True((int)metric!["tally"]!["healthy"]! > 0 && (int)metric["tally"]!["unhealthy"]! == 0 && metric["last"] is not null, metric.ToString());
            }

            Assert.NotNull(outcome["regression"]);
        }
    }

    /// <summary>Each row of the table of success criteria has a figure, and each limit was kept.</summary>
    public void AssertCriteria()
    {
        var tables = Environments.Select(one => one["criteria"]!).Append(report["criteria"]!).Concat(report["regions"]!.AsArray().Select(region => region!["criteria"]!));
        foreach (var row in tables.SelectMany(table => table.AsArray()))
        {
            Assert.NotNull(row!["measured"]);
            Assert.NotEqual("", (string?)row["basis"]);
            Assert.True((string?)row["verdict"] is null or "pass" || (string?)row["check"] is $"validation/{MayWarn}", row.ToString());
        }

        string[] kinds = ["downtime", "errorRate", "p95", "p99", "availability", "rate", "regression"];
        var release = report["criteria"]!.AsArray();
        Assert.Equal(kinds, release.Where(row => row!["check"] is null).Select(row => (string)row!["kind"]!));
        Assert.Equal(["preview/warm-up", "validation/load", "validation/stress", "validation/thousand-users"],
            release.Select(row => (string?)row!["check"]).OfType<string>().Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>The text for people has all of it too.</summary>
    public void AssertMarkdown(string markdown)
    {
        foreach (var stage in (string[])["preview", "validation"])
        {
            foreach (var name in Names(stage)) Assert.Equal(Environments.Count(), markdown.Split($"\n| {name} | {stage} | ").Length - 1);
        }

        Assert.Contains("## Success criteria", markdown);
        Assert.DoesNotContain("| not run |", markdown);
        Assert.DoesNotContain("FAIL", markdown);
    }

    private string[] Names(string stage) => [.. ((YamlSequenceNode)spec["checks"][stage]).Select(check => check["name"].ToString())];
}
