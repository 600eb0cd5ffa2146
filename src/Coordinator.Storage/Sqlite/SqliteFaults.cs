using Coordinator.Core.Ports;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Coordinator.Storage;

/// <summary>What an error of SQLite means to the caller.</summary>
internal static class SqliteFaults
{
    /// <summary>The engine could not do it now: another write, or a later try, may succeed.</summary>
    public static bool IsUnavailable(SqliteException error) => error.SqliteErrorCode is
        SQLITE_BUSY or SQLITE_LOCKED or SQLITE_NOMEM or SQLITE_READONLY or SQLITE_INTERRUPT or SQLITE_IOERR or SQLITE_FULL
        or SQLITE_CANTOPEN or SQLITE_PROTOCOL;

    public static Exception Translate(Exception error, string path) => error switch
    {
        SqliteException { SqliteErrorCode: SQLITE_FULL } e =>
            new StorageUnavailableException($"the disk of {path} is full; nothing was lost, free some space", e),
        SqliteException e when IsUnavailable(e) =>
            new StorageUnavailableException($"the database {path} cannot answer now: {e.Message}", e),
        SqliteException { SqliteErrorCode: SQLITE_CORRUPT or SQLITE_NOTADB } e =>
            new InvalidDataException(
                $"the file {path} is damaged or is not a database: {e.Message}; restore it from a backup", e),
        _ => error,
    };
}
