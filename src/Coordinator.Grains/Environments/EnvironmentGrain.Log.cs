using Microsoft.Extensions.Logging;

namespace Coordinator.Grains.Environments;

internal sealed partial class EnvironmentGrain
{
    [LoggerMessage(LogLevel.Warning, "{Key}: {Effect} with turn {Turn} could not be performed and is tried again: {Message}")]
    private static partial void LogFault(ILogger logger, string key, string effect, long turn, string message);

    [LoggerMessage(LogLevel.Error, "{Key}: the store is silent; the rollback goes out unpersisted with turn {Turn}")]
    private static partial void LogUnpersisted(ILogger logger, string key, long turn);
}
