using Microsoft.Extensions.Logging;

namespace Coordinator.Storage;

internal sealed partial class SqliteBackend
{
    [LoggerMessage(1, LogLevel.Information, "Migrated {Path} to schema version {Version} ({Name})")]
    private static partial void LogMigrated(ILogger logger, string path, int version, string name);
}
