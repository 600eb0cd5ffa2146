namespace Coordinator.Storage.Tests;

/// <summary>An empty database for one test, removed after it.</summary>
public interface ITestDatabase : IAsyncDisposable
{
    StorageOptions Options { get; }
}
