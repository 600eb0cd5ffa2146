using Coordinator.Core.Ports;
using Npgsql;

namespace Coordinator.Storage;

/// <summary>What an error of PostgreSQL, or of the way to it, means to the caller.</summary>
internal static class PostgresFaults
{
    public static bool IsUnavailable(Exception error) => error switch
    {
        // Connection lost (08), not let in (28), out of disk or connections (53), lock or operator (55, 57), its own disk (58),
        // rolled back for another's sake (40), a standby that takes no writes (25006).
        PostgresException e => e.SqlState is
            ['0', '8', ..] or ['2', '8', ..] or ['4', '0', ..] or ['5', '3', ..] or ['5', '5', ..] or ['5', '7', ..]
            or ['5', '8', ..] or PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException or TimeoutException => true,
        _ => false,
    };

    public static Exception Translate(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } e =>
            new StorageUnavailableException("the disk of the database server is full; nothing was lost", e),
        _ when IsUnavailable(error) => new StorageUnavailableException($"the database cannot answer now: {error.Message}", error),
        _ => error,
    };
}
