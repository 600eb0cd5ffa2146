using Microsoft.Extensions.Logging;

namespace Coordinator.Storage;

internal sealed partial class PostgresJournalWriter
{
    [LoggerMessage(1, LogLevel.Warning, "A group of {Count} appends failed; each is tried alone")]
    private static partial void LogGroupFailed(ILogger logger, int count, Exception error);

    [LoggerMessage(2, LogLevel.Error, "The database did not take {Count} appends to the journal")]
    private static partial void LogWriteFailed(ILogger logger, int count, Exception error);
}
