using System.Collections.Immutable;
using Coordinator.Core.Ports;
using Microsoft.Data.Sqlite;

namespace Coordinator.Storage;

internal sealed class SqliteRegistry(SqliteBackend backend) : IRegistry
{
    private const string Columns = "kind, name, content, due_at, version";

    public Task<bool> TryAddAsync(RegistryRow row, CancellationToken cancellationToken)
    {
        Accepted.Row(row);
        return backend.Writer.WriteAsync(session => session.Execute(
            "INSERT INTO registry (kind, name, content, due_at, version) VALUES ($1, $2, $3, $4, 1) ON CONFLICT DO NOTHING",
            row.Kind, row.Name, row.Content, Due(row)) == 1, cancellationToken);
    }

    public Task<bool> TryUpdateAsync(RegistryRow row, CancellationToken cancellationToken)
    {
        Accepted.Row(row);
        return backend.Writer.WriteAsync(session => session.Execute(
            """
            UPDATE registry SET content = $3, due_at = $4, version = version + 1
            WHERE kind = $1 AND name = $2 AND version = $5
            """,
            row.Kind, row.Name, row.Content, Due(row), row.Version) == 1, cancellationToken);
    }

    public async Task<RegistryRow?> FindAsync(string kind, string name, CancellationToken cancellationToken)
    {
        Accepted.Kind(kind);
        Accepted.Name(name, nameof(name));
        var rows = await backend.Readers.ReadAsync(session => session.Rows(
            Map, $"SELECT {Columns} FROM registry WHERE kind = $1 AND name = $2", kind, name), cancellationToken)
                .ConfigureAwait(false);
        return rows.SingleOrDefault();
    }

    public async Task<ImmutableArray<RegistryRow>> ListAsync(
        string kind, string afterName, int limit, CancellationToken cancellationToken)
    {
        Accepted.Kind(kind);
        Accepted.After(afterName);
        Accepted.Limit(limit);
        return [.. await backend.Readers.ReadAsync(session => session.Rows(
            Map, $"SELECT {Columns} FROM registry WHERE kind = $1 AND name > $2 ORDER BY name LIMIT $3",
            kind, afterName, limit), cancellationToken).ConfigureAwait(false)];
    }

    public async Task<ImmutableArray<RegistryRow>> ListDueAsync(
        string kind, DateTimeOffset until, string afterName, int limit, CancellationToken cancellationToken)
    {
        Accepted.Kind(kind);
        Accepted.After(afterName);
        Accepted.Limit(limit);
        return [.. await backend.Readers.ReadAsync(session => session.Rows(
            Map,
            $"""
            SELECT {Columns} FROM registry
            WHERE kind = $1 AND name > $2 AND due_at IS NOT NULL AND due_at <= $3 ORDER BY name LIMIT $4
            """,
            kind, afterName, Accepted.Instant(until), limit), cancellationToken).ConfigureAwait(false)];
    }

    private static string? Due(RegistryRow row) => row.DueAt is { } due ? Accepted.Instant(due) : null;

    private static RegistryRow Map(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2),
        row.IsDBNull(3) ? null : Accepted.Instant(row.GetString(3)), row.GetInt64(4));
}
