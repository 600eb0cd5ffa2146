using System.Collections.Immutable;
using Coordinator.Core.Ports;
using Npgsql;

namespace Coordinator.Storage;

internal sealed class PostgresRegistry(PostgresBackend backend) : IRegistry
{
    private const string Columns = "kind, name, content, due_at, version";

    public async Task<bool> TryAddAsync(RegistryRow row, CancellationToken cancellationToken)
    {
        Accepted.Row(row);
        return await backend.Session.ExecuteAsync(
            "INSERT INTO registry (kind, name, content, due_at, version) VALUES ($1, $2, $3, $4::text, 1) ON CONFLICT DO NOTHING",
            cancellationToken, row.Kind, row.Name, row.Content, Due(row)).ConfigureAwait(false) == 1;
    }

    public async Task<bool> TryUpdateAsync(RegistryRow row, CancellationToken cancellationToken)
    {
        Accepted.Row(row);
        return await backend.Session.ExecuteAsync(
            """
            UPDATE registry SET content = $3, due_at = $4::text, version = version + 1
            WHERE kind = $1 AND name = $2 AND version = $5
            """,
            cancellationToken, row.Kind, row.Name, row.Content, Due(row), row.Version).ConfigureAwait(false) == 1;
    }

    public async Task<RegistryRow?> FindAsync(string kind, string name, CancellationToken cancellationToken)
    {
        Accepted.Kind(kind);
        Accepted.Name(name, nameof(name));
        var rows = await backend.Session.RowsAsync(
            Map, $"SELECT {Columns} FROM registry WHERE kind = $1 AND name = $2", cancellationToken, kind, name)
                .ConfigureAwait(false);
        return rows.SingleOrDefault();
    }

    public async Task<ImmutableArray<RegistryRow>> ListAsync(
        string kind, string afterName, int limit, CancellationToken cancellationToken)
    {
        Accepted.Kind(kind);
        Accepted.After(afterName);
        Accepted.Limit(limit);
        return [.. await backend.Session.RowsAsync(
            Map, $"SELECT {Columns} FROM registry WHERE kind = $1 AND name > $2 ORDER BY name LIMIT $3",
            cancellationToken, kind, afterName, limit).ConfigureAwait(false)];
    }

    public async Task<ImmutableArray<RegistryRow>> ListDueAsync(
        string kind, DateTimeOffset until, string afterName, int limit, CancellationToken cancellationToken)
    {
        Accepted.Kind(kind);
        Accepted.After(afterName);
        Accepted.Limit(limit);
        return [.. await backend.Session.RowsAsync(
            Map,
            $"""
            SELECT {Columns} FROM registry
            WHERE kind = $1 AND name > $2 AND due_at IS NOT NULL AND due_at <= $3 ORDER BY name LIMIT $4
            """,
            cancellationToken, kind, afterName, Accepted.Instant(until), limit).ConfigureAwait(false)];
    }

    private static string? Due(RegistryRow row) => row.DueAt is { } due ? Accepted.Instant(due) : null;

    private static RegistryRow Map(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2),
        row.IsDBNull(3) ? null : Accepted.Instant(row.GetString(3)), row.GetInt64(4));
}
