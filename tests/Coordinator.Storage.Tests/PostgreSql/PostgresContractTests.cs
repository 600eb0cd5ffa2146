namespace Coordinator.Storage.Tests;

public sealed class PostgresRegistryTests(PostgresServer server) : RegistryContract
{
    protected override async Task<ITestDatabase> CreateDatabaseAsync() => await server.CreateDatabaseAsync();
}

public sealed class PostgresDocumentsTests(PostgresServer server) : DocumentsContract
{
    protected override async Task<ITestDatabase> CreateDatabaseAsync() => await server.CreateDatabaseAsync();

    protected override Task DamageAsync(string digest) =>
        ((PostgresDatabase)Database).ExecuteAsync($"UPDATE documents SET content = '\\x00' WHERE digest = '{digest}'");
}

public sealed class PostgresGrainStateTests(PostgresServer server) : GrainStateContract
{
    [Fact]
    public async Task State_can_be_asked_in_sql()
    {
        var state = new StoredState<SampleState>(new SampleState { Phase = SamplePhase.Shifting });
        await Storage.GrainState.WriteStateAsync("state", GrainId.Create("environment", "env/c1"), state);

        Assert.Equal("environment/state env/c1 Shifting", await ((PostgresDatabase)Database).ScalarAsync(
            "SELECT concat_ws(' ', graintypestring, grainidextensionstring, payload->'state'->>'phase') FROM orleansstorage"));
    }

    protected override async Task<ITestDatabase> CreateDatabaseAsync() => await server.CreateDatabaseAsync();

    protected override async Task<string> FindStoredJsonAsync(string key) =>
        (string)(await ((PostgresDatabase)Database).ScalarAsync(
        $"SELECT payload::text FROM orleansstorage WHERE grainidextensionstring = '{key}'"))!;
}

public sealed class PostgresCrashTests(PostgresServer server) : CrashContract
{
    protected override async Task<ITestDatabase> CreateDatabaseAsync() => await server.CreateDatabaseAsync();
}
