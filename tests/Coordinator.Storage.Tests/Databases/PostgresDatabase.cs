using Npgsql;

namespace Coordinator.Storage.Tests;

internal sealed class PostgresDatabase(string connectionString) : ITestDatabase
{
    public StorageOptions Options => new() { Provider = StorageProvider.PostgreSql, ConnectionString = connectionString };

    public NpgsqlDataSource Source { get; } = NpgsqlDataSource.Create(connectionString);

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Until a session of this database waits for an advisory lock, as the server itself sees it.</summary>
    public async Task WaitForLockedAsync()
    {
        const string waiting =
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'advisory'
            """;
        while (await ScalarAsync(waiting) is 0L)
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }

    // The server's folder goes at the end of the run, and with it the database.
    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
