using Coordinator.Core.Plans.Specs;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>Makes settings of a cluster's registration. Credentials stay where they are: only their places are registered.</summary>
internal sealed class AccessReader
{
    private readonly KubernetesOptions options;
    private readonly CredentialFiles files;
    private readonly KubeconfigReader kubeconfigs;

    public AccessReader(KubernetesOptions options, TimeProvider wall)
    {
        this.options = options;
        files = new CredentialFiles(wall);
        kubeconfigs = new KubeconfigReader(files);
    }

    /// <summary>The settings, as the files are now.</summary>
    /// <exception cref="AccessSettingsException">They can't be used; every error at once.</exception>
    public AccessSettings Read(ClusterSpec cluster)
    {
        var settings = cluster switch
        {
            { InCluster: true } => new InClusterReader(files, options).Read(),
            { Kubeconfig: { } reference } => kubeconfigs.Read(
                Inside(reference.Path, "kubeconfig"), reference.Context),
            _ => throw new AccessSettingsException(["it has neither a kubeconfig nor inCluster: true"]),
        };
        if (cluster.Ca is not { } ca)
        {
            return settings;
        }

        var pem = ca.Pem ?? files.Read(Inside(ca.Path ?? "", "ca")).Text;
        return ServerTrust.Problem(pem) is { } problem ? throw new AccessSettingsException([$"its ca: {problem}"])
            : settings.WithAuthority(pem);
    }

    /// <summary>A file that a registration names lies in the configured folder: whoever may register clusters can't have others
    /// read.</summary>
    private string Inside(string path, string what)
    {
        var root = Path.GetFullPath(options.KubeconfigFolder);
        var full = Path.GetFullPath(Path.Combine(root, path));
        return full.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new AccessSettingsException([$"its {what} '{path}' lies outside the folder {root}"]);
    }
}
