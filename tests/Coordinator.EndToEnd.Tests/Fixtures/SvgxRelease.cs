using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Coordinator.EndToEnd.Tests.Fixtures;

/// <summary>The example of the whole format as the repository ships it, and what runs before it.</summary>
internal static class SvgxRelease
{
    public const string Namespace = "svgx-engine-production";
    public const string Service = "svgx-engine-service";
    public static readonly string[] Clusters = ["eu-west-1", "eu-west-2", "us-east-1", "us-east-2", "ap-south-1", "ap-south-2"];

    private static string Shipped => Path.Combine(AppContext.BaseDirectory, "svgx-engine");

    /// <summary>The shipped release, with its manifests beside it and without the parts that a plan still refuses. Its checks' limits on
    /// the time of an answer and on the rate of a load are wide: six clusters and their hosts answer on this one machine, which may have other work.</summary>
    public static YamlMappingNode Copy(Installation installation)
    {
        foreach (var file in Directory.EnumerateFiles(Shipped, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(installation.Folder, Path.GetRelativePath(Shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        var document = new YamlStream();
        document.Load(new StringReader(File.ReadAllText(Path.Combine(Shipped, "release.yaml"))));
        var release = (YamlMappingNode)document.Documents[0].RootNode;
        var spec = (YamlMappingNode)release["spec"];
        Assert.True(spec.Children.Remove("windows"));
        Assert.True(spec.Children.Remove("notifications"));
        Assert.True(Widen((YamlMappingNode)spec["checks"]) > 5);
        return release;
    }

    /// <summary>Gives checks ten seconds where they have milliseconds, and a load half of its rate.</summary>
    /// <returns>How many limits there were.</returns>
    private static int Widen(YamlNode node)
    {
        var limits = 0;
        foreach (var mapping in node.AllNodes.OfType<YamlMappingNode>().ToList())
        {
            foreach (var limit in mapping.Children.Keys.Where(key => key.ToString() is "maxTime" or "p95" or "minRate").ToList())
            {
                var written = mapping[limit].ToString();
                mapping.Children[limit] = limit.ToString() is not "minRate" ? "10s"
                    : (double.Parse(written, CultureInfo.InvariantCulture) / 2).ToString(CultureInfo.InvariantCulture);
                limits++;
            }
        }

        return limits;
    }

    /// <summary>Writes a release to a file.</summary>
    public static void Write(Installation installation, string name, YamlMappingNode release)
    {
        using var text = new StringWriter();
        new YamlStream(new YamlDocument(release)).Save(text, assignAnchors: false);
        installation.Write(name, text.ToString());
    }

    /// <summary>What users have before it, as a person's <c>kubectl apply</c> left it: version 2.3.0 without a colour, its Secret and
    /// the gateway of the route.</summary>
    public static async Task InstallBeforeAsync(Installation installation, IEnumerable<string> clusters)
    {
        var manifests = string.Join("\n---\n", ((string[])["config.yaml", "deployment.yaml", "secret.example.yaml.txt"])
            .Select(file => File.ReadAllText(Path.Combine(Shipped, "manifests", file))));
        installation.Write("before.yaml", manifests.Replace("{version}", "2.3.0", StringComparison.Ordinal) + Gateway);
        var (code, output) = await Shell.RunAsync(installation, string.Concat(clusters.Select(cluster => $"""
            kubectl --context {cluster} create namespace {Namespace} && kubectl --context {cluster} -n {Namespace} apply -f before.yaml || exit 1

            """)) + string.Concat(clusters.Select(cluster =>
                $"kubectl --context {cluster} -n {Namespace} rollout status deployment/svgx-engine --timeout=60s || exit 1\n")));
        Assert.True(code == 0, output);
    }

    private const string Gateway = """

        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: public}
        spec:
          gatewayClassName: simulated
          listeners: [{name: http, port: 80, protocol: HTTP}]
        """;
}
