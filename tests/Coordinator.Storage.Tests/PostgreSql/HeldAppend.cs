using Npgsql;

namespace Coordinator.Storage.Tests;

/// <summary>Another silo's append whose transaction stays open: its row has a position and is not committed.</summary>
internal sealed class HeldAppend(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    public static async Task<HeldAppend> BeginAsync(PostgresDatabase database, string stream)
    {
        var connection = await database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            $$"""
            SELECT count(*) FROM journal_append(
                ARRAY[1], ARRAY['{{stream}}'], ARRAY[1]::bigint[], ARRAY['r1'],
                ARRAY['2026-03-01T12:00:00.0000000Z'], ARRAY['Held'], ARRAY[''], ARRAY['{}'])
            """,
            connection, transaction);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return new(connection, transaction);
    }

    public Task CommitAsync() => transaction.CommitAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
