using System.Runtime.Versioning;
using Coordinator.Core.Ports;
using Microsoft.Data.Sqlite;

namespace Coordinator.Storage.Tests;

/// <summary>The file: who may open it, who may read it, what it must look like.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SqliteFileTests : IAsyncDisposable
{
    private readonly SqliteDatabase _database = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_ANewPath_MakesAPrivateDirectoryAndPrivateFiles()
    {
        await using var storage = await OpenAsync();
        await storage.Documents.PutAsync("x", Token);

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(_database.Path)!));
        foreach (var suffix in new[] { "", "-wal", "-shm", ".lock" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_database.Path + suffix));
    }

    [Fact]
    public async Task OpenAsync_AFileThatOthersMayRead_ClosesItToThem()
    {
        await (await OpenAsync()).DisposeAsync();
        File.SetUnixFileMode(_database.Path, (UnixFileMode)0b110_100_100);

        await using var storage = await OpenAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_database.Path));
    }

    [Fact]
    public async Task OpenAsync_Twice_DoesNothing()
    {
        await using var storage = await OpenAsync();

        await storage.OpenAsync(Token);

        await storage.CheckAsync(Token);
    }

    [Theory]
    [InlineData("0")]
    // The variable by which .NET leaves out its own locks.
    [InlineData("1")]
    public async Task OpenAsync_WhileAnotherProcessHoldsTheFile_NamesThatProcess(string disableFileLocking)
    {
        using var holder = ChildProcess.Start(
            ChildProcess.Hold, _database.Options, ("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", disableFileLocking));
        Assert.Equal("open", await holder.ReadLineAsync());

        var error = await Assert.ThrowsAsync<StorageInUseException>(OpenAsync);

        Assert.Contains(_database.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains($"process {holder.Id} (", error.Message, StringComparison.Ordinal);
        Assert.Contains(", started 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_AfterTheHolderWasKilled_Succeeds()
    {
        using var holder = ChildProcess.Start(ChildProcess.Hold, _database.Options);
        Assert.Equal("open", await holder.ReadLineAsync());
        await holder.KillAsync();

        await using var storage = await OpenAsync();

        await storage.CheckAsync(Token);
    }

    [Fact]
    public async Task OpenAsync_ThroughALinkToAHeldFile_IsRefused()
    {
        await using var storage = await OpenAsync();
        var link = _database.Path + "-link";
        File.CreateSymbolicLink(link, _database.Path);
        await using var second = new CoordinatorStorage(new() { Path = link });

        await Assert.ThrowsAsync<StorageInUseException>(() => second.OpenAsync(Token));
        // The refused one took nothing with it.
        await Assert.ThrowsAsync<StorageInUseException>(OpenAsync);
        await storage.Documents.PutAsync("x", Token);
    }

    [Fact]
    public async Task OpenAsync_ASchemaOfANewerProgram_IsRefusedAndUntouched()
    {
        await (await OpenAsync()).DisposeAsync();
        await ExecuteAsync("INSERT INTO schema_version VALUES (7, 'future', '2030')");

        var error = await Assert.ThrowsAsync<SchemaVersionException>(OpenAsync);

        Assert.Equal((7, 1), (error.Found, error.Supported));
        Assert.Contains(_database.Path, error.Message, StringComparison.Ordinal);
        await ExecuteAsync("DELETE FROM schema_version WHERE version = 7");
        await (await OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task OpenAsync_AFileThatIsNoDatabase_IsRefusedAsDamaged()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_database.Path)!);
        await File.WriteAllTextAsync(_database.Path, new string('x', 10_000), Token);

        var error = await Assert.ThrowsAsync<InvalidDataException>(OpenAsync);

        Assert.Contains(_database.Path, error.Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 10_000), await File.ReadAllTextAsync(_database.Path, Token));
    }

    [Fact]
    public async Task OpenAsync_APathBelowAFile_IsUnavailable()
    {
        await (await OpenAsync()).DisposeAsync();
        await using var below = new CoordinatorStorage(new() { Path = Path.Combine(_database.Path, "deeper.db") });

        await Assert.ThrowsAsync<StorageUnavailableException>(() => below.OpenAsync(Token));
    }

    [Fact]
    public async Task MigrateAsync_TellsTheStepsOnce()
    {
        Assert.Equal(["0001 initial"], await CoordinatorStorage.MigrateAsync(_database.Options, Token));
        Assert.Empty(await CoordinatorStorage.MigrateAsync(_database.Options, Token));
    }

    [Fact]
    public async Task DisposeAsync_LeavesOneFileWithoutALog()
    {
        var storage = await OpenAsync();
        var digest = await storage.Documents.PutAsync("x", Token);
        await storage.DisposeAsync();
        await storage.DisposeAsync();

        Assert.False(File.Exists(_database.Path + "-wal"));
        await using var again = await OpenAsync();
        Assert.Equal("x", await again.Documents.FindAsync(digest, Token));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task<CoordinatorStorage> OpenAsync()
    {
        var storage = new CoordinatorStorage(_database.Options);
        await storage.OpenAsync(Token);
        return storage;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_database.Path};Pooling=false");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }
}
