using System.Globalization;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using k8s;
using k8s.Exceptions;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>Reads kubeconfig files. Their content never leaves this process nor enters a message.</summary>
internal static class Kubeconfigs
{
    /// <summary>Changes when the file does.</summary>
    public static string Stamp(ClusterSpec cluster, string folder)
    {
        if (cluster.InCluster)
        {
            return "in-cluster";
        }

        var file = new FileInfo(FileOf(cluster, folder));
        return file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks}/{file.Length}")
            : "absent";
    }

    /// <summary>Address and credentials of a cluster.</summary>
    /// <exception cref="ClusterAccessException">There is no usable way to it.</exception>
    public static async Task<KubernetesClientConfiguration> LoadAsync(ClusterSpec cluster, string folder,
        CancellationToken cancellationToken)
    {
        var access = cluster.InCluster ? InCluster(cluster)
            : await ReadAsync(cluster, FileOf(cluster, folder), cancellationToken);
        if (access.SkipTlsVerify)
        {
            throw new ClusterAccessException(cluster.Name,
                "its kubeconfig says insecure-skip-tls-verify; "
                + "give certificate-authority-data instead, certificates are always verified");
        }

        return access;
    }

    private static string FileOf(ClusterSpec cluster, string folder)
    {
        if (cluster.Kubeconfig is not { } reference)
        {
            throw new ClusterAccessException(cluster.Name, "it has neither a kubeconfig nor inCluster: true");
        }

        var root = Path.GetFullPath(folder);
        var path = Path.GetFullPath(Path.Combine(root, reference.Path));
        return path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ClusterAccessException(cluster.Name, $"its kubeconfig '{reference.Path}' lies outside the folder {root}");
    }

    private static async Task<KubernetesClientConfiguration> ReadAsync(ClusterSpec cluster, string path,
        CancellationToken cancellationToken)
    {
        var context = cluster.Kubeconfig!.Context;
        try
        {
            // A credential plugin may run: not on the caller's thread.
            return await Task.Run(
                async () => await KubernetesClientConfiguration.BuildConfigFromConfigFileAsync(new FileInfo(path), context),
                cancellationToken);
        }
        catch (KubeConfigException e)
        {
            throw new ClusterAccessException(cluster.Name, $"kubeconfig {path}, context '{context ?? "(current)"}': {e.Message}",
                e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // YAML, certificates and access rights each have exceptions of their own; none is worth a retry. Their messages
            // may quote the file, so only the kind is told.
            throw new ClusterAccessException(cluster.Name, $"kubeconfig {path} can't be read ({e.GetType().Name})", e);
        }
    }

    private static KubernetesClientConfiguration InCluster(ClusterSpec cluster)
    {
        try
        {
            return KubernetesClientConfiguration.InClusterConfig();
        }
        catch (KubeConfigException e)
        {
            throw new ClusterAccessException(cluster.Name, $"inCluster: {e.Message}", e);
        }
    }
}
