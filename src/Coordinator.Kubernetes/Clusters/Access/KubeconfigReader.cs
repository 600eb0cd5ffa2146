using System.Collections.Concurrent;
using k8s;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>
/// Makes settings of a context of a kubeconfig. What is not understood or not safe is refused by name, never passed over; no
/// message holds a credential.
/// </summary>
internal sealed class KubeconfigReader(CredentialFiles files)
{
    private const int MaximumParsed = 1000;

    private readonly ConcurrentDictionary<string, (string Digest, KubeconfigDocument Document)> parsed = new(StringComparer.Ordinal);

    /// <summary>The settings.</summary>
    /// <param name="path">The file.</param>
    /// <param name="contextName">Context; null = the current one.</param>
    /// <exception cref="AccessSettingsException">It can't be used; every error at once.</exception>
    public AccessSettings Read(string path, string? contextName)
    {
        var document = Parse(path);
        var name = contextName ?? document.CurrentContext;
        if (name is null or "")
        {
            throw new AccessSettingsException([$"kubeconfig {path} has no current-context; name a context"]);
        }

        var context = document.Contexts?.FirstOrDefault(one => one.Name == name)?.Context
            ?? throw new AccessSettingsException([$"kubeconfig {path} has no context '{name}'"]);
        var errors = new List<string>();
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var cluster = document.Clusters?.FirstOrDefault(one => one.Name == context.Cluster)?.Cluster;
        var user = document.Users?.FirstOrDefault(one => one.Name == context.User)?.User;
        var server = new ServerSection(files, folder, errors).Read(context.Cluster, cluster);
        var (credential, plugin) = new UserSection(files, folder, errors).Read(
            context.User, user, () => PluginSection.ClusterInfo(server, cluster));
        return errors.Count is 0
            ? new AccessSettings(server!, credential, plugin)
            : throw new AccessSettingsException([.. errors.Select(error => $"kubeconfig {path}, context '{name}': {error}")]);
    }

    /// <summary>One file holds the contexts of many clusters: it is parsed once for all of them.</summary>
    private KubeconfigDocument Parse(string path)
    {
        var content = files.Read(path);
        if (parsed.TryGetValue(path, out var before) && before.Digest == content.Digest)
        {
            return before.Document;
        }

        try
        {
            var document = KubernetesYaml.Deserialize<KubeconfigDocument?>(content.Text)
                ?? throw new AccessSettingsException([$"kubeconfig {path} is empty"]);
            if (parsed.Count < MaximumParsed || parsed.ContainsKey(path))
            {
                parsed[path] = (content.Digest, document);
            }

            return document;
        }
        catch (Exception e) when (e is not AccessSettingsException)
        {
            // The messages of a YAML reader may quote the file: only where it failed is told.
            var line = (e as YamlDotNet.Core.YamlException)?.Start.Line;
            throw new AccessSettingsException([$"kubeconfig {path} is no kubeconfig ({e.GetType().Name}"
                + $"{(line is null ? "" : $" in line {line}")})"], e);
        }
    }
}
