using System.Collections.Immutable;
using Npgsql;

namespace Coordinator.Storage;

/// <summary>The schema of a PostgreSQL database.</summary>
internal static class PostgresMigrations
{
    // The ASCII codes of "migrate": whoever migrates at the same time waits, then finds nothing left to do.
    private const long LockKey = 30796665482998885;

    /// <exception cref="SchemaVersionException">The schema is not this program's.</exception>
    public static async Task CheckAsync(NpgsqlDataSource source, int supported, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var found = await FindVersionAsync(connection, cancellationToken).ConfigureAwait(false);
        if (found != supported)
            throw new SchemaVersionException(Name(connection), found, supported);
    }

    /// <summary>Makes the missing steps, all in one transaction, and returns them.</summary>
    /// <exception cref="SchemaVersionException">The database is newer than the program.</exception>
    public static async Task<ImmutableArray<MigrationScript>> ApplyAsync(
        NpgsqlDataSource source, ImmutableArray<MigrationScript> scripts, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock({LockKey})", cancellationToken).ConfigureAwait(false);
        await RunAsync(connection,
            """
            CREATE TABLE IF NOT EXISTS schema_version (
                version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
            """, cancellationToken).ConfigureAwait(false);
        var found = await FindVersionAsync(connection, cancellationToken).ConfigureAwait(false);
        if (found > scripts.Length)
            throw new SchemaVersionException(Name(connection), found, scripts.Length);
        ImmutableArray<MigrationScript> missing = [.. scripts.Skip(found)];
        foreach (var script in missing)
        {
            await RunAsync(connection, script.Sql, cancellationToken).ConfigureAwait(false);
            await RunAsync(connection, "INSERT INTO schema_version (version, name) VALUES ($1, $2)", cancellationToken,
                script.Version, script.Name).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return missing;
    }

    private static async Task<int> FindVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT to_regclass('schema_version') IS NOT NULL", connection);
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
            return 0;
        command.CommandText = "SELECT coalesce(max(version), 0) FROM schema_version";
        return (int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static async Task RunAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string Name(NpgsqlConnection connection) => $"{connection.Host}/{connection.Database}";
}
