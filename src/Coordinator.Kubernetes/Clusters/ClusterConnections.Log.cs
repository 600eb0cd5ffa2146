using Microsoft.Extensions.Logging;

namespace Coordinator.Kubernetes.Clusters;

internal sealed partial class ClusterConnections
{
    [LoggerMessage(Level = LogLevel.Information, Message = "cluster {Cluster}: connected to {Host}")]
    private static partial void LogConnected(ILogger logger, string cluster, string host);
}
