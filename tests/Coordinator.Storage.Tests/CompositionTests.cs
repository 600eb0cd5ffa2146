using Coordinator.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Coordinator.Storage.Tests;

public interface INoteGrain : IGrainWithStringKey
{
    Task WriteAsync(string text);

    Task<string> ReadAsync();
}

[GenerateSerializer]
public sealed record NoteState
{
    [Id(0)]
    public string Text { get; init; } = "";
}

public sealed class NoteGrain([PersistentState("state")] IPersistentState<NoteState> state) : Grain, INoteGrain
{
    public Task WriteAsync(string text)
    {
        state.State = new() { Text = text };
        return state.WriteStateAsync();
    }

    public Task<string> ReadAsync() => Task.FromResult(state.State.Text);
}

/// <summary>The store inside a host with a silo.</summary>
public sealed class CompositionTests(PostgresServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_on_sqlite_keeps_its_grains_over_a_restart()
    {
        await using var database = new SqliteDatabase();
        await KeepsItsGrainsAsync(database.Options);
    }

    [Fact]
    public async Task A_silo_on_postgresql_keeps_its_grains_over_a_restart()
    {
        await using var database = await server.CreateDatabaseAsync();
        await KeepsItsGrainsAsync(database.Options);
    }

    [Fact]
    public async Task AddCoordinatorStorage_RegistersThePortsOfOneStore()
    {
        await using var database = new SqliteDatabase();
        await using var provider = new ServiceCollection().AddCoordinatorStorage(database.Options).BuildServiceProvider();
        var storage = provider.GetRequiredService<CoordinatorStorage>();

        Assert.Same(storage.Journal, provider.GetRequiredService<IJournal>());
        Assert.Same(storage.Documents, provider.GetRequiredService<IDocuments>());
        Assert.Same(storage.Registry, provider.GetRequiredService<IRegistry>());
    }

    [Fact]
    public async Task AddCoordinatorGrainStorage_WithAWrap_PutsItBetween()
    {
        await using var database = new SqliteDatabase();
        var failing = new FailingStorage();
        await using var cluster = await DeployAsync(database.Options, failing.Over);

        // Orleans puts every error of a storage but its own into an OrleansException.
        var error = await Assert.ThrowsAsync<OrleansException>(
            () => cluster.Client.GetGrain<INoteGrain>("note/1").WriteAsync("x"));

        var unavailable = Assert.IsType<StorageUnavailableException>(error.InnerException);
        Assert.Equal("the test says so", unavailable.Message);
        Assert.IsType<NpgsqlException>(unavailable.InnerException);
        Assert.Equal(1, failing.Writes);
    }

    private static async Task KeepsItsGrainsAsync(StorageOptions options)
    {
        await using (var cluster = await DeployAsync(options))
            await cluster.Client.GetGrain<INoteGrain>("note/1").WriteAsync("kept");

        await using (var cluster = await DeployAsync(options))
            Assert.Equal("kept", await cluster.Client.GetGrain<INoteGrain>("note/1").ReadAsync());
    }

    private static async Task<InProcessTestCluster> DeployAsync(
        StorageOptions options, Func<IGrainStorage, IGrainStorage>? wrap = null)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSiloHost((_, host) => host.Services.AddCoordinatorStorage(options));
        builder.ConfigureSilo((_, silo) => silo.AddCoordinatorGrainStorage(wrap: wrap));
        builder.ConfigureClient(client => client.Services.AddStorageErrors());
        var cluster = builder.Build();
        await cluster.DeployAsync(Token);
        return cluster;
    }

    private sealed class FailingStorage : IGrainStorage
    {
        private IGrainStorage _inner = null!;

        public int Writes { get; private set; }

        public IGrainStorage Over(IGrainStorage inner)
        {
            _inner = inner;
            return this;
        }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            _inner.ReadStateAsync(stateName, grainId, grainState);

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            Writes++;
            throw new StorageUnavailableException("the test says so", new NpgsqlException("the server is away"));
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            _inner.ClearStateAsync(stateName, grainId, grainState);
    }
}
