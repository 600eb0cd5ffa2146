namespace Coordinator.Storage.Tests;

/// <summary>What every backend must do. Each test has a database of its own.</summary>
public abstract class StorageContract : IAsyncLifetime
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected ITestDatabase Database { get; private set; } = null!;

    protected CoordinatorStorage Storage { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await CreateDatabaseAsync();
        try
        {
            Storage = await OpenAsync();
        }
        catch
        {
            // A test that could not begin is not disposed.
            await Database.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Null where the test was skipped.
        if (Storage is not null)
            await Storage.DisposeAsync();
        if (Database is not null)
            await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<ITestDatabase> CreateDatabaseAsync();

    protected async Task<CoordinatorStorage> OpenAsync(GrainStateOptions? grainState = null)
    {
        var storage = new CoordinatorStorage(Database.Options, grainState);
        await storage.OpenAsync(Token);
        return storage;
    }

    /// <summary>Closes and opens again, as a restart does.</summary>
    protected async Task ReopenAsync(GrainStateOptions? grainState = null)
    {
        await Storage.DisposeAsync();
        Storage = await OpenAsync(grainState);
    }

    /// <summary>A generator whose seed stands in the test's output, to be set again with SEED=….</summary>
    protected static Random Seeded()
    {
        var seed = Environment.GetEnvironmentVariable("SEED") is { Length: > 0 } set
            ? int.Parse(set, System.Globalization.CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"SEED={seed}");
        return new(seed);
    }
}
