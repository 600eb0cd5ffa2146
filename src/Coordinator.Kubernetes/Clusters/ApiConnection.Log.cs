using Microsoft.Extensions.Logging;

namespace Coordinator.Kubernetes.Clusters;

internal sealed partial class ApiConnection
{
    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "cluster {Cluster}: {Method} {Path} is repeated (attempt {Attempt}): {Fault}")]
    private static partial void LogRepeated(ILogger logger, string cluster, string method, string path, int attempt,
        string fault);
}
