using Coordinator.Core.Ports;
using Microsoft.Data.Sqlite;

namespace Coordinator.Storage.Tests;

/// <summary>Group commit and what happens when the disk is full, or a write is not fit for its group.</summary>
public sealed class SqliteWriterTests : IAsyncLifetime
{
    private readonly SqliteDatabase _database = new();
    private CoordinatorStorage _storage = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SqliteWriter Writer => ((SqliteBackend)_storage.Backend).Writer;

    public async ValueTask InitializeAsync()
    {
        _storage = new(_database.Options);
        await _storage.OpenAsync(Token);
    }

    [Fact]
    public async Task A_full_disk_is_unavailable_loses_nothing_and_heals()
    {
        var state = new StoredState<SampleState>(new SampleState { Text = "before" });
        var id = GrainId.Create("environment", "env/c1");
        await _storage.GrainState.WriteStateAsync("state", id, state);
        var before = state.ETag;
        await LimitPagesAsync("(SELECT page_count FROM pragma_page_count)");

        state.State = state.State with { Text = new('x', 1 << 20) };
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _storage.GrainState.WriteStateAsync("state", id, state));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _storage.Documents.PutAsync(new('y', 1 << 20), Token));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _storage.CheckAsync(Token));
        Assert.Equal(before, state.ETag);
        var read = new StoredState<SampleState>();
        await _storage.GrainState.ReadStateAsync("state", id, read);
        Assert.Equal("before", read.State.Text);

        await LimitPagesAsync("1073741823");
        await _storage.CheckAsync(Token);
        await _storage.GrainState.WriteStateAsync("state", id, state);
        await _storage.GrainState.ReadStateAsync("state", id, read);
        Assert.Equal(1 << 20, read.State.Text.Length);
    }

    [Fact]
    public async Task A_write_too_large_for_the_disk_does_not_fail_its_group()
    {
        await _storage.Documents.PutAsync(new('z', 100_000), Token);
        await LimitPagesAsync("(SELECT page_count + 20 FROM pragma_page_count)");
        var blocked = await BlockAsync();
        var small = _storage.Registry.TryAddAsync(new("release", "small", "{}", null), Token);
        var large = _storage.Documents.PutAsync(new('y', 1 << 20), Token);
        var after = _storage.Journal.AppendAsync([CrashWriter.State(1, 1).Outbox!], Token);

        await blocked.ReleaseAsync();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => large);
        Assert.True(await small);
        await after;
    }

    [Fact]
    public async Task A_poisoned_write_does_not_fail_its_group()
    {
        var blocked = await BlockAsync();
        var before = _storage.Registry.TryAddAsync(new("release", "before", "{}", null), Token);
        // An error of the engine, and one of the program.
        var constraint = Writer.WriteAsync(session => session.Execute("INSERT INTO probe VALUES (2, x'00')"), Token);
        var thrown = Writer.WriteAsync<bool>(session =>
        {
            session.Execute("INSERT INTO registry VALUES ('release', 'half', '{}', NULL, 1)");
            throw new InvalidTimeZoneException();
        }, Token);
        var after = _storage.Registry.TryAddAsync(new("release", "after", "{}", null), Token);

        await blocked.ReleaseAsync();

        await Assert.ThrowsAsync<SqliteException>(() => constraint);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => thrown);
        Assert.True(await before && await after);
        Assert.Equal(["after", "before"], (await _storage.Registry.ListAsync("release", "", 10, Token)).Select(row => row.Name));
    }

    [Fact]
    public async Task A_write_cancelled_while_it_waits_is_not_made()
    {
        var blocked = await BlockAsync();
        using var cancellation = new CancellationTokenSource();
        var kept = _storage.Registry.TryAddAsync(new("release", "kept", "{}", null), Token);
        var cancelled = _storage.Registry.TryAddAsync(new("release", "cancelled", "{}", null), cancellation.Token);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await blocked.ReleaseAsync();

        Assert.True(await kept);
        Assert.Equal(["kept"], (await _storage.Registry.ListAsync("release", "", 10, Token)).Select(row => row.Name));
    }

    [Fact]
    public async Task A_write_cancelled_once_it_is_under_way_still_tells_its_outcome()
    {
        using var cancellation = new CancellationTokenSource();
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var write = Writer.WriteAsync(session =>
        {
            entered.Release();
            go.Wait(CancellationToken.None);
            return session.Execute("INSERT INTO registry VALUES ('release', 'r1', '{}', NULL, 1)");
        }, cancellation.Token);
        await entered.WaitAsync(Token);

        await cancellation.CancelAsync();
        go.Release();

        Assert.Equal(1, await write);
    }

    [Fact]
    public async Task Writes_that_wait_are_made_before_the_store_closes()
    {
        var blocked = await BlockAsync();
        var writes = Enumerable.Range(0, 600)
            .Select(i => _storage.Registry.TryAddAsync(new("release", $"r{i}", "{}", null), Token)).ToList();
        var closing = _storage.DisposeAsync();

        await blocked.ReleaseAsync();
        await closing;

        Assert.All(await Task.WhenAll(writes), Assert.True);
    }

    [Fact]
    public async Task A_file_that_another_program_is_writing_is_unavailable_after_the_timeout()
    {
        await using var other = new SqliteConnection($"Data Source={_database.Path};Pooling=false");
        await other.OpenAsync(Token);
        await using (var command = other.CreateCommand())
        {
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync(Token);
        }

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _storage.Documents.PutAsync("x", Token));
        await other.CloseAsync();

        await _storage.Documents.PutAsync("x", Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        await _database.DisposeAsync();
    }

    private Task LimitPagesAsync(string pages) => Writer.WriteAsync(session =>
    {
        var count = session.Scalar($"SELECT {pages}");
        session.Script($"PRAGMA max_page_count = {count}");
        return true;
    }, Token);

    /// <summary>Holds the writer, so that what is submitted meanwhile makes one group.</summary>
    private async Task<Block> BlockAsync()
    {
        var block = new Block();
        block.Write = Writer.WriteAsync(_ =>
        {
            block.Entered.SetResult();
            block.Released.Task.GetAwaiter().GetResult();
            return true;
        }, Token);
        await block.Entered.Task;
        return block;
    }

    private sealed class Block
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new();

        public Task Write { get; set; } = Task.CompletedTask;

        public Task ReleaseAsync()
        {
            Released.SetResult();
            return Write;
        }
    }
}
