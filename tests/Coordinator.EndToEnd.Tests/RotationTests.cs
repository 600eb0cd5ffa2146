using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Coordinator.EndToEnd.Tests.Fixtures;
using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.EndToEnd.Tests;

/// <summary>A release over clusters whose credentials change again and again while it runs; the server goes on as it is.</summary>
public sealed class RotationTests
{
    /// <summary>Clusters by how one comes in, with their names in the simulator.</summary>
    private static readonly (string Name, string Simulated, string User)[] Ways =
    [
        ("token-file", "cluster-1", "tokenFile: token"),
        ("certificate", "cluster-2", "client-certificate: CREDENTIAL.crt, client-key: CREDENTIAL.key"),
        ("secret", "cluster-3", "tokenFile: token"),
        ("plugin", "cluster-4", "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, interactiveMode: Never}"),
    ];

    [Fact]
    public async Task Credentials_change_in_the_middle_of_a_release_and_nothing_is_restarted()
    {
        await using var installation = await Installation.StartAsync(clusters: 4);
        using var authority = TestAuthority.Root();
        await using var front = await Front.StartAsync(
            authority.Server(["127.0.0.1"]), await File.ReadAllTextAsync(Path.Combine(installation.Folder, "kubeconfig"), TestContext.Current.CancellationToken));
        Prepare(installation, authority, front);
        await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", "clusters.yaml");

        foreach (var version in (string[])["1.0", "2.0"])
        {
            var file = installation.Write($"{version}.yaml", Files.Release(version, "[{name: all, clusters: {matchLabels: {}}, maxParallel: 4, bake: 1m}]"));
            await OwnReleaseTests.ExpectAsync(installation, 0, "apply", "-f", file, "--wait");
        }

        foreach (var (name, simulated, _) in Ways)
        {
            var (given, refused) = front.Count(simulated);
            Assert.True(given >= 4, $"{name}: {given} credentials");
            Assert.True(refused >= 1, $"{name}: no call came with a credential that had ended");
        }

        var events = await OwnReleaseTests.ExpectAsync(installation, 0, "events", "shop-2.0");
        Assert.DoesNotContain("Unreachable", events.Out, StringComparison.OrdinalIgnoreCase);
        var replay = await OwnReleaseTests.ExpectAsync(installation, 0, "replay", "shop-2.0", "-o", "json");
        Assert.Empty(JsonNode.Parse(replay.Out)!["mismatches"]!.AsArray());
        Assert.False(installation.Server!.HasExited);
    }

    private static void Prepare(Installation installation, TestAuthority authority, Front front)
    {
        installation.Write("ca.crt", authority.Pem);
        installation.Write("clusters.yaml", string.Join("\n---\n", Ways.Select(way => $$"""
            apiVersion: coordinator.dev/v1
            kind: Cluster
            metadata: {name: {{way.Name}}}
            spec: {region: eu, kubeconfig: {path: {{way.Name}}/kubeconfig}, ca: {path: ca.crt} }
            """)));
        foreach (var (name, simulated, user) in Ways)
        {
            Directory.CreateDirectory(Path.Combine(installation.Folder, name));
            var kubeconfig = $$$"""
                apiVersion: v1
                kind: Config
                current-context: one
                clusters:
                - {name: one, cluster: {server: "{{{front.Address}}}/clusters/{{{simulated}}}"} }
                contexts:
                - {name: one, context: {cluster: one, user: one} }
                users:
                - name: one
                  user: { {{{user}}} }
                """;
            front.Guard(simulated, credential => Give(installation, authority, name, kubeconfig, credential));
        }
    }

    private static void Give(Installation installation, TestAuthority authority, string way, string kubeconfig, string credential)
    {
        switch (way)
        {
            case "secret":
                Mount(installation, kubeconfig, credential);
                return;
            case "certificate":
                var (certificate, key) = authority.Client(credential);
                installation.Write($"{way}/{credential}.crt", certificate);
                installation.Write($"{way}/{credential}.key", key);
                break;
            case "plugin":
                var status = $$$"""{"token":"{{{credential}}}"}""";
                Replace(installation, $"{way}/plugin", $$$"""
                    #!/bin/sh
                    echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{{{status}}} }'
                    """);
                break;
            default:
                Replace(installation, $"{way}/token", credential);
                break;
        }

        Replace(installation, $"{way}/kubeconfig", kubeconfig.Replace("CREDENTIAL", credential, StringComparison.Ordinal));
    }

    /// <summary>Writes a file at once: nobody reads a half.</summary>
    private static void Replace(Installation installation, string name, string text)
    {
        var path = Path.Combine(installation.Folder, name);
        File.WriteAllText(path + ".new", text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path + ".new", UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>As the kubelet does it: a new folder, and a link to it that is put in the old one's place at once.</summary>
    private static void Mount(Installation installation, string kubeconfig, string credential)
    {
        var mount = Path.Combine(installation.Folder, "secret");
        Directory.CreateDirectory(Path.Combine(mount, $"..{credential}"));
        installation.Write($"secret/..{credential}/kubeconfig", kubeconfig);
        installation.Write($"secret/..{credential}/token", credential);
        File.CreateSymbolicLink(Path.Combine(mount, "..data_tmp"), $"..{credential}");
        Assert.Equal(0, Rename(Path.Combine(mount, "..data_tmp"), Path.Combine(mount, "..data")));
        if (!File.Exists(Path.Combine(mount, "kubeconfig")))
        {
            File.CreateSymbolicLink(Path.Combine(mount, "kubeconfig"), "..data/kubeconfig");
            File.CreateSymbolicLink(Path.Combine(mount, "token"), "..data/token");
        }
    }

    /// <summary>Moves a link itself, which .NET does not when it leads to a folder.</summary>
    [DllImport("libc", EntryPoint = "rename", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int Rename(string from, string to);
}
