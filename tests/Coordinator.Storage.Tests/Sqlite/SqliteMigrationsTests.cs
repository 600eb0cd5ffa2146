using Microsoft.Data.Sqlite;

namespace Coordinator.Storage.Tests;

public sealed class SqliteMigrationsTests : IAsyncDisposable
{
    private readonly SqliteDatabase _database = new();
    private readonly SqliteSession _session;

    public SqliteMigrationsTests()
    {
        PrivateFiles.Create(_database.Path);
        _session = SqliteSession.Open(_database.Path, TimeSpan.FromSeconds(1), forWriting: true);
    }

    [Fact]
    public void Apply_FromAnyVersion_MakesWhatIsMissingInOrder()
    {
        MigrationScript[] scripts =
        [
            new(1, "one", "CREATE TABLE steps (n INTEGER); INSERT INTO steps VALUES (1)"),
            new(2, "two", "INSERT INTO steps VALUES (2)"),
            new(3, "three", "INSERT INTO steps VALUES (3)"),
        ];

        SqliteMigrations.Apply(_session, "test", [.. scripts[..1]]);
        var applied = SqliteMigrations.Apply(_session, "test", [.. scripts]);

        Assert.Equal([2, 3], applied.Select(script => script.Version));
        Assert.Equal("1,2,3", _session.Scalar("SELECT group_concat(n) FROM steps"));
    }

    [Fact]
    public void Apply_AScriptThatFails_LeavesTheVersionBefore()
    {
        var broken = new MigrationScript(2, "broken", "CREATE TABLE half (n INTEGER); INSERT INTO nowhere VALUES (1)");
        MigrationScript[] scripts = [new(1, "one", "CREATE TABLE steps (n INTEGER)"), broken];

        Assert.Throws<SqliteException>(() => SqliteMigrations.Apply(_session, "test", [.. scripts]));

        Assert.Equal(1L, _session.Scalar("SELECT max(version) FROM schema_version"));
        Assert.Null(_session.Scalar("SELECT 1 FROM sqlite_master WHERE name = 'half'"));
        scripts[1] = broken with { Sql = "CREATE TABLE half (n INTEGER)" };
        Assert.Single(SqliteMigrations.Apply(_session, "test", [.. scripts]));
    }

    [Theory]
    [InlineData(StorageProvider.Sqlite)]
    [InlineData(StorageProvider.PostgreSql)]
    public void Load_OfEachBackend_IsNumberedFromOne(StorageProvider provider)
    {
        var scripts = MigrationScript.Load(provider);

        Assert.Equal(Enumerable.Range(1, scripts.Length), scripts.Select(script => script.Version));
        Assert.Equal("initial", scripts[0].Name);
    }

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        return _database.DisposeAsync();
    }
}
