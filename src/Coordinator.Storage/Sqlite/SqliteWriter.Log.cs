using Microsoft.Extensions.Logging;

namespace Coordinator.Storage;

internal sealed partial class SqliteWriter
{
    [LoggerMessage(1, LogLevel.Warning, "A group of {Count} writes failed; each is tried alone")]
    private static partial void LogGroupFailed(ILogger logger, int count, Exception error);

    [LoggerMessage(2, LogLevel.Error, "The database {Path} did not take a write")]
    private static partial void LogWriteFailed(ILogger logger, string path, Exception error);

    [LoggerMessage(3, LogLevel.Error, "The database {Path} did not roll back")]
    private static partial void LogRollbackFailed(ILogger logger, string path, Exception error);

    [LoggerMessage(4, LogLevel.Warning, "The write-ahead log of {Path} could not be emptied; the next start reads it")]
    private static partial void LogCheckpointFailed(ILogger logger, string path, Exception error);
}
