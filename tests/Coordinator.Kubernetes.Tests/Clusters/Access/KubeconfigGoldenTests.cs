using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Kubernetes.Clusters.Access;
using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.Clusters.Access;

/// <summary>Kubeconfigs as people and tools write them, and what is made of them. The keys in them open nothing.</summary>
public sealed class KubeconfigGoldenTests
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string Root => Path.Combine(Golden.Folder, "kubeconfigs");

    public static IEnumerable<TheoryDataRow<string>> Good => Files("good");

    public static IEnumerable<TheoryDataRow<string>> Bad => Files("bad");

    [Theory]
    [MemberData(nameof(Good))]
    public void A_good_kubeconfig_gives_its_settings(string name)
    {
        var path = Path.Combine(Root, "good", name + ".yaml");

        var settings = new KubeconfigReader(new CredentialFiles(TimeProvider.System)).Read(path, null);

        Golden.Check(Path.ChangeExtension(path, ".json"), Describe(settings).ToJsonString(Readable) + "\n");
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_kubeconfig_gives_all_its_errors_and_no_secret(string name)
    {
        var path = Path.Combine(Root, "bad", name + ".yaml");

        var refused = Assert.Throws<AccessSettingsException>(
            () => new KubeconfigReader(new CredentialFiles(TimeProvider.System)).Read(path, null));

        var told = string.Join('\n', refused.Errors).Replace(Root + "/", "", StringComparison.Ordinal);
        Assert.DoesNotContain("secret", told, StringComparison.Ordinal);
        Golden.Check(Path.ChangeExtension(path, ".txt"), told + "\n");
    }

    [Fact]
    public void A_context_by_name_is_taken_and_its_name_counts_as_written()
    {
        var path = Path.Combine(Root, "good", "loopback.yaml");
        var reader = new KubeconfigReader(new CredentialFiles(TimeProvider.System));

        Assert.Equal("https://127.0.0.1:6443/", reader.Read(path, "any").Endpoint.Address.AbsoluteUri);
        Assert.Contains("no context 'ANY'",
            Assert.Throws<AccessSettingsException>(() => reader.Read(path, "ANY")).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<TheoryDataRow<string>> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.yaml").Order(StringComparer.Ordinal)
            .Select(file => new TheoryDataRow<string>(Path.GetFileNameWithoutExtension(file)));

    private static JsonObject Describe(AccessSettings settings)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(settings.Endpoint.AuthorityPem ?? "");
        return new JsonObject
        {
            ["address"] = settings.Endpoint.Address.AbsoluteUri,
            ["authorities"] = new JsonArray([.. authorities.Select(one => (JsonNode)one.Subject)]),
            ["serverName"] = settings.Endpoint.ServerName,
            ["proxy"] = settings.Endpoint.Proxy?.AbsoluteUri,
            ["token"] = settings.Credential.Token,
            ["certificate"] = settings.Credential.CertificatePem is { } pem ? X509Certificate2.CreateFromPem(pem).Subject : null,
            ["plugin"] = settings.Plugin is { } plugin ? Describe(plugin) : null,
        };
    }

    private static JsonObject Describe(PluginSettings plugin)
    {
        var info = plugin.ClusterInfo?.DeepClone().AsObject();
        if (info?["certificate-authority-data"] is not null)
        {
            info["certificate-authority-data"] = "(as above)";
        }

        return new JsonObject
        {
            ["apiVersion"] = plugin.ApiVersion,
            ["command"] = plugin.Command.Replace(Root + "/", "", StringComparison.Ordinal),
            ["arguments"] = new JsonArray([.. plugin.Arguments.Select(one => (JsonNode)one)]),
            ["variables"] = new JsonObject(plugin.Variables.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Value))),
            ["clusterInfo"] = info,
            ["installHint"] = plugin.InstallHint,
        };
    }
}
