using Coordinator.Core.Ports;

namespace Coordinator.Storage.Tests;

/// <summary>Schema versions, and a server that goes away.</summary>
public sealed class PostgresServerTests(PostgresServer server)
{
    private static readonly RegistryRow Row = new("release", "r1", "{}", null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_AnEmptyDatabase_AsksForMigration()
    {
        await using var database = await server.CreateDatabaseAsync(migrated: false);

        var error = await Assert.ThrowsAsync<SchemaVersionException>(() => OpenAsync(database.Options));

        Assert.Equal((0, 1), (error.Found, error.Supported));
        Assert.Contains("coordinator migrate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigrateAsync_FromSeveralProcessesAtOnce_MakesEachStepOnce()
    {
        await using var database = await server.CreateDatabaseAsync(migrated: false);

        var steps = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => CoordinatorStorage.MigrateAsync(database.Options, Token)));

        Assert.Equal(["0001 initial"], steps.SelectMany(made => made));
        await using var storage = await OpenAsync(database.Options);
        await storage.CheckAsync(Token);
    }

    [Fact]
    public async Task OpenAsync_ASchemaOfANewerProgram_IsRefusedAndUntouched()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync("INSERT INTO schema_version VALUES (7, 'future')");

        var opened = await Assert.ThrowsAsync<SchemaVersionException>(() => OpenAsync(database.Options));
        var migrated = await Assert.ThrowsAsync<SchemaVersionException>(
            () => CoordinatorStorage.MigrateAsync(database.Options, Token));

        Assert.Equal((7, 1), (opened.Found, opened.Supported));
        Assert.Equal(7, migrated.Found);
        Assert.DoesNotContain("postgres;", opened.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_goes_away_is_unavailable_and_is_found_again()
    {
        // A server of its own: the others' tests go on meanwhile.
        await using var mortal = new PostgresServer();
        await using var database = await mortal.CreateDatabaseAsync();
        await using var storage = await OpenAsync(database.Options);
        var id = GrainId.Create("environment", "env/c1");
        var state = new StoredState<SampleState>(new SampleState { Text = "before" });
        await storage.GrainState.WriteStateAsync("state", id, state);

        await mortal.StopAsync();
        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.CheckAsync(Token));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.GrainState.WriteStateAsync("state", id, state));
        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => storage.GrainState.ReadStateAsync("state", id, new StoredState<SampleState>()));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.Registry.TryAddAsync(Row, Token));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.Documents.PutAsync("x", Token));
        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => storage.Journal.AppendAsync([CrashWriter.State(1, 1).Outbox!], Token));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => OpenAsync(database.Options));

        await mortal.StartAsync();
        await storage.CheckAsync(Token);
        await storage.GrainState.WriteStateAsync("state", id, state);
        await storage.Journal.AppendAsync([CrashWriter.State(1, 1).Outbox!], Token);
        Assert.True(await storage.Registry.TryAddAsync(Row, Token));
    }

    [Fact]
    public async Task Two_silos_with_first_writes_at_once_leave_one_row()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var first = await OpenAsync(database.Options);
        await using var second = await OpenAsync(database.Options);
        var id = GrainId.Create("environment", "env/c1");

        var outcomes = await Task.WhenAll(new[] { first, second, first, second }.Select(async silo =>
        {
            try
            {
                await silo.GrainState.WriteStateAsync("state", id, new StoredState<SampleState>(new SampleState()));
                return true;
            }
            catch (Orleans.Storage.InconsistentStateException)
            {
                return false;
            }
        }));

        Assert.Single(outcomes, true);
        Assert.Equal(1L, await database.ScalarAsync("SELECT count(*) FROM orleansstorage"));
    }

    [Fact]
    public async Task Two_installations_in_one_database_do_not_see_each_others_state()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var first = await OpenAsync(database.Options);
        await using var second = await OpenAsync(database.Options with { ServiceId = "other" });
        var id = GrainId.Create("environment", "env/c1");
        await first.GrainState.WriteStateAsync("state", id, new StoredState<SampleState>(new SampleState()));

        var read = new StoredState<SampleState>();
        await second.GrainState.ReadStateAsync("state", id, read);

        Assert.False(read.RecordExists);
    }

    private static async Task<CoordinatorStorage> OpenAsync(StorageOptions options)
    {
        var storage = new CoordinatorStorage(options);
        await storage.OpenAsync(Token);
        return storage;
    }
}
