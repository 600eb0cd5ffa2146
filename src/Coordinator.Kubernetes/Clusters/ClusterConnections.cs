using System.Collections.Concurrent;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters.Access;
using Microsoft.Extensions.Logging;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>One connection for each cluster, for as long as the process runs: what changes about the way to it changes behind
/// it.</summary>
internal sealed class ClusterConnections(
    IRegistry registry, KubernetesOptions options, ILogger<ClusterConnections> logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, ApiConnection> connections = new(StringComparer.Ordinal);
    private readonly AccessReader reader = new(options, options.Wall);

    /// <summary>The connection of a cluster, which is known to be usable now.</summary>
    /// <exception cref="ClusterAccessException">It is not registered, or its credentials can't be used.</exception>
    public async Task<ApiConnection> GetAsync(string cluster, CancellationToken cancellationToken)
    {
        var connection = connections.GetOrAdd(cluster, name =>
            new ApiConnection(name, new ClusterAccess(name, registry, reader, options, logger), options, logger));
        await connection.CheckAsync(cancellationToken);
        return connection;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var connection in connections.Values)
        {
            connection.Dispose();
        }
    }
}
