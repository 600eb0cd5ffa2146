namespace Coordinator.Storage.Tests;

public sealed class SqliteJournalTests : JournalContract
{
    protected override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteDatabase());
}

public sealed class SqliteRegistryTests : RegistryContract
{
    protected override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteDatabase());
}

public sealed class SqliteDocumentsTests : DocumentsContract
{
    protected override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteDatabase());

    protected override Task DamageAsync(string digest) => ((SqliteBackend)Storage.Backend).Writer.WriteAsync(
        session => session.Execute("UPDATE documents SET content = x'00' WHERE digest = $1", digest), Token);
}

public sealed class SqliteGrainStateTests : GrainStateContract
{
    protected override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteDatabase());

    protected override async Task<string> FindStoredJsonAsync(string key) =>
        (string)(await ((SqliteBackend)Storage.Backend).Readers.ReadAsync(
            session => session.Scalar("SELECT state FROM grain_state WHERE grain_key = $1", key), Token))!;
}

public sealed class SqliteCrashTests : CrashContract
{
    protected override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteDatabase());
}
