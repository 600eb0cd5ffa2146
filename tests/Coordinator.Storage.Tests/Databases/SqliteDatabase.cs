namespace Coordinator.Storage.Tests;

internal sealed class SqliteDatabase : ITestDatabase
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("coordinator-storage-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "data", "coordinator.db");

    public StorageOptions Options => new() { Path = Path, Timeout = TimeSpan.FromSeconds(1) };

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
