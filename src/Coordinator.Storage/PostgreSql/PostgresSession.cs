using Coordinator.Core.Ports;
using Npgsql;

namespace Coordinator.Storage;

/// <summary>
/// Single statements, each its own transaction. A token is heeded until a connection is there; a statement that was sent is
/// awaited (at most the timeout), so that a cancelled write is one that was not made.
/// </summary>
internal sealed class PostgresSession(NpgsqlDataSource source)
{
    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object?[] values) =>
        RunAsync(sql, values, static command => command.ExecuteNonQueryAsync(CancellationToken.None), cancellationToken);

    public Task<object?> ScalarAsync(string sql, CancellationToken cancellationToken, params object?[] values) =>
        RunAsync(sql, values, static command => command.ExecuteScalarAsync(CancellationToken.None), cancellationToken);

    public Task<List<T>> RowsAsync<T>(
        Func<NpgsqlDataReader, T> map, string sql, CancellationToken cancellationToken, params object?[] values) =>
        RunAsync(sql, values, async command =>
        {
            var rows = new List<T>();
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
            while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false))
                rows.Add(map(reader));
            return rows;
        }, cancellationToken);

    private async Task<T> RunAsync<T>(
        string sql, object?[] values, Func<NpgsqlCommand, Task<T>> run, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
            return await run(command).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresFaults.IsUnavailable(e))
        {
            throw PostgresFaults.Translate(e);
        }
        catch (ObjectDisposedException e)
        {
            throw new StorageUnavailableException("the store is closed", e);
        }
    }
}
