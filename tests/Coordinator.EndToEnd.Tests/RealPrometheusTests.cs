using System.Text.Json.Nodes;
using Coordinator.EndToEnd.Tests.Fixtures;
using YamlDotNet.RepresentationModel;

namespace Coordinator.EndToEnd.Tests;

/// <summary>The PromQL metric, the PromQL check and the alert check of the shipped example against a real Prometheus, at the wall's
/// time: how its answers really look, and what a rule that nobody wrote does.</summary>
public sealed class RealPrometheusTests
{
    private const string Rules = "prometheus/alerts.yaml";
    private static readonly string[] Clusters = ["eu-west-1", "eu-west-2"];

    [Fact]
    public async Task A_real_Prometheus_measures_a_release_and_an_absent_alert_rule_turns_the_next_one_back()
    {
        Assert.SkipWhen(!Shell.HasKubectl(), "kubectl is not on the PATH");
        Assert.SkipWhen(!PrometheusServer.IsInstalled, "prometheus and promtool are not on the PATH");
        await using var installation = await Installation.SimulateAsync(isFast: false, [.. Clusters.SelectMany(name => (string[])["--name", name])]);
        using var simulator = SimulatorControl.Of(installation);
        var shipped = SvgxRelease.Copy(installation);
        await SvgxRelease.InstallBeforeAsync(installation, Clusters);
        foreach (var cluster in Clusters) await simulator.StartTrafficAsync(cluster, SvgxRelease.Namespace, SvgxRelease.Service, 50);
        await using var prometheus = await PrometheusServer.StartAsync(installation, simulator, Clusters, Rules);
        installation.Settings = installation.Write("coordinator.json", new JsonObject
        {
            ["Http"] = new JsonObject { ["ConnectTo"] = new JsonObject { ["prometheus.arxos.com"] = $"127.0.0.1:{prometheus.Port}" } },
        }.ToJsonString());
        await installation.StartServerAsync();
        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "clusters.yaml");
        await installation.UntilAsync(() => prometheus.AskAsync("count(svgx_engine_up)").GetAwaiter().GetResult() == 8);

        SvgxRelease.Write(installation, "good.yaml", Short(shipped, "2.4.0"));
        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "good.yaml", "--wait");
        AssertMeasured(JsonNode.Parse((await OwnReleaseTests.ExpectAsync(installation, 0, "report", "svgx-engine-2.4.0", "-o", "json")).Out)!);

        RemoveRule(installation, "SVGXEngineDown");
        await prometheus.ReloadAsync();
        SvgxRelease.Write(installation, "next.yaml", Short(shipped, "2.4.1"));
        await OwnReleaseTests.ExpectAsync(installation, 5, "apply", "-f", "next.yaml", "--wait");
        var explained = await OwnReleaseTests.ExpectAsync(installation, 0, "explain", "svgx-engine-2.4.1");
        Assert.Contains("check alert-rules: there is no alert rule SVGXEngineDown", explained.Out);
        var detail = await OwnReleaseTests.ExpectAsync(installation, 0, "get", "releases", "svgx-engine-2.4.1", "-o", "json");
        Assert.Equal("""{"RolledBack":1,"Skipped":1}""", JsonNode.Parse(detail.Out)!["release"]!["counts"]!.ToJsonString());
        Assert.Equal(0, (long)(await simulator.TrafficAsync(Clusters[0], SvgxRelease.Namespace, SvgxRelease.Service))["failed"]!);
    }

    private static void AssertMeasured(JsonNode report)
    {
        foreach (var outcome in report["environments"]!.AsArray().Select(one => one!["outcome"]!))
        {
            Assert.Equal(["latency-by-prometheus"], outcome["metrics"]!.AsArray().Select(metric => (string)metric!["name"]!));
            var metric = outcome["metrics"]![0]!;
            Assert.True((int)metric["tally"]!["healthy"]! > 0, metric.ToString());
            Assert.InRange((double)metric["last"]!, 0.001, 0.1);
            Assert.Equal(
                ["prometheus-up: min(svgx_engine_up", "alert-rules: SVGXEngineHighResponseTime, SVGXEngineHighErrorRate, SVGXEngineDown: inactive"],
                outcome["checks"]!.AsArray().Select(check => $"{check!["name"]}: {check["details"]}").Select(text => text.Split("{cluster")[0]));
        }
    }

    /// <summary>What of the shipped release asks Prometheus, over its own manifests, with times of seconds.</summary>
    private static YamlMappingNode Short(YamlMappingNode shipped, string version)
    {
        var spec = shipped["spec"];
        var checks = ((YamlSequenceNode)spec["checks"]["validation"]).Where(check => ((YamlMappingNode)check).Children.ContainsKey("prometheus"));
        var metrics = ((YamlSequenceNode)spec["analysis"]["metrics"]).Where(metric => ((YamlMappingNode)metric).Children.ContainsKey("prometheus"));
        return new YamlMappingNode
        {
            { "apiVersion", shipped["apiVersion"] },
            { "kind", "Release" },
            { "metadata", new YamlMappingNode { { "name", $"svgx-engine-{version}" } } },
            {
                "spec", new YamlMappingNode
                {
                    { "application", spec["application"] },
                    { "version", version },
                    { "target", spec["target"] },
                    { "manifests", Parse("{paths: [manifests/config.yaml, manifests/deployment.yaml]}") },
                    { "strategy", Parse("{blueGreen: {abortScaleDownDelay: 1s}}") },
                    { "waves", Parse("[{name: canary, clusters: {names: [eu-west-1]}, bake: 5s}, {name: rest, clusters: {names: [eu-west-2]}, bake: 5s}]") },
                    { "exposure", Parse("{provenAfter: 5s}") },
                    { "analysis", new YamlMappingNode { { "interval", "1s" }, { "metrics", new YamlSequenceNode(metrics) } } },
                    { "checks", new YamlMappingNode { { "validation", new YamlSequenceNode(checks) } } },
                }
            },
        };
    }

    private static YamlNode Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents[0].RootNode;
    }

    private static void RemoveRule(Installation installation, string name)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(installation.Folder, Rules))));
        var rules = (YamlSequenceNode)stream.Documents[0].RootNode["groups"][0]["rules"];
        Assert.True(rules.Children.Remove(rules.Single(rule => rule["alert"].ToString() == name)));
        using var text = new StringWriter();
        stream.Save(text, assignAnchors: false);
        installation.Write(Rules, text.ToString());
    }
}
