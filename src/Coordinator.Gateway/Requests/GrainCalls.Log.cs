using Microsoft.Extensions.Logging;

namespace Coordinator.Gateway.Requests;

internal sealed partial class GrainCalls
{
    [LoggerMessage(LogLevel.Warning, "a grain is asked again after attempt {Attempt}: {Message}")]
    private static partial void LogRetry(ILogger logger, int attempt, string message);

    [LoggerMessage(LogLevel.Debug, "{Key} is left out of a list: {Message}")]
    private static partial void LogLeftOut(ILogger logger, string key, string message);
}
