using System.Text.Json.Nodes;
using Coordinator.Core.Ports;
using Orleans.Storage;

namespace Coordinator.Storage.Tests;

public abstract class GrainStateContract : StorageContract
{
    private static readonly GrainId Id = Grain("env/eu-west-1/shop/cart");

    private IGrainStorage States => Storage.GrainState;

    [Fact]
    public async Task ReadStateAsync_NeverWritten_IsFreshState()
    {
        var state = await ReadAsync<SampleState>(Id);

        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Equal("", state.State.Text);
    }

    [Fact]
    public async Task ReadStateAsync_ATypeWithoutDefaultConstructor_IsBlank()
    {
        var state = await ReadAsync<PositionalState>(Id);

        Assert.False(state.RecordExists);
        Assert.Equal(0, state.State.Number);
        await WriteAsync(Id, new PositionalState("a", 1));
        Assert.Equal(new("a", 1), (await ReadAsync<PositionalState>(Id)).State);
    }

    [Fact]
    public async Task WriteStateAsync_ThenRestart_ReadsTheSame()
    {
        var since = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(1)).AddTicks(7);
        var written = new SampleState
        {
            Phase = SamplePhase.Shifting,
            Text = "naïve 商店 🛒 \0 \u2028 <b>&\"'\\",
            Weights = [5, 50, 100],
            Since = since,
            Effect = new SampleShift(7, 50),
        };
        var eTag = await WriteAsync(Id, written);
        await ReopenAsync();

        var read = await ReadAsync<SampleState>(Id);

        Assert.True(read.RecordExists);
        Assert.Equal(eTag, read.ETag);
        Assert.Equal(written, read.State with { Weights = written.Weights });
        Assert.Equal([5, 50, 100], read.State.Weights);
        Assert.Equal(since, read.State.Since);
    }

    [Fact]
    public async Task WriteStateAsync_IsStoredAsReadableVersionedJson()
    {
        await WriteAsync(Id, new SampleState { Phase = SamplePhase.Shifting, Text = "Köln 商店", Effect = new SampleShift(7, 50) });

        Assert.Equal(
            """{"version":1,"state":{"phase":"Shifting","text":"Köln 商店","weights":[],"since":null,"effect":"""
            + """{"$type":"shift","weightPercent":50,"turn":7}}}""",
            await FindStoredJsonAsync(Id.Key.ToString()!), StringComparer.Ordinal);
    }

    [Fact]
    public async Task WriteStateAsync_Again_ChangesTheETag()
    {
        var state = new StoredState<SampleState>(new SampleState { Text = "0" });
        var eTags = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            state.State = state.State with { Text = $"{i}" };
            await States.WriteStateAsync("state", Id, state);
            eTags.Add(state.ETag!);
        }

        Assert.Equal(5, eTags.Distinct().Count());
        Assert.Equal("4", (await ReadAsync<SampleState>(Id)).State.Text);
    }

    [Fact]
    public async Task WriteStateAsync_WithAStaleETag_ThrowsAndChangesNothing()
    {
        await WriteAsync(Id, new SampleState { Text = "first" });
        var (mine, theirs) = (await ReadAsync<SampleState>(Id), await ReadAsync<SampleState>(Id));
        theirs.State = new() { Text = "theirs" };
        await States.WriteStateAsync("state", Id, theirs);

        mine.State = new() { Text = "mine" };
        await Assert.ThrowsAsync<InconsistentStateException>(() => States.WriteStateAsync("state", Id, mine));

        Assert.Equal("theirs", (await ReadAsync<SampleState>(Id)).State.Text);
    }

    [Fact]
    public async Task WriteStateAsync_TwoFirstWritesAtOnce_OnlyOneSucceedsAndTheGrainStaysUsable()
    {
        for (var round = 0; round < 20; round++)
        {
            var id = Grain($"env/round{round}");
            var writes = await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
            {
                try
                {
                    await WriteAsync(id, new SampleState { Text = $"{writer}" });
                    return writer;
                }
                catch (InconsistentStateException)
                {
                    return -1;
                }
            })));

            var winner = Assert.Single(writes, writer => writer >= 0);
            var read = await ReadAsync<SampleState>(id);
            Assert.Equal($"{winner}", read.State.Text);
            await States.WriteStateAsync("state", id, read);
        }
    }

    [Fact]
    public async Task ClearStateAsync_ThenReadAndWrite_BeginsAnew()
    {
        var state = await WrittenAsync("first");
        await States.ClearStateAsync("state", Id, state);
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        Assert.Equal("", state.State.Text);

        var read = await ReadAsync<SampleState>(Id);
        Assert.False(read.RecordExists);
        Assert.Null(read.ETag);
        read.State = new() { Text = "second" };
        await States.WriteStateAsync("state", Id, read);
        Assert.Equal("second", (await ReadAsync<SampleState>(Id)).State.Text);
    }

    [Fact]
    public async Task ClearStateAsync_AnOwnerFromBefore_NeverMatchesWhatIsWrittenAfter()
    {
        var stale = new List<StoredState<SampleState>>();
        for (var i = 0; i < 4; i++)
        {
            var state = await WrittenAsync($"{i}");
            stale.Add(new() { State = new() { Text = "stale" }, ETag = state.ETag, RecordExists = true });
            if (i == 2)
                await States.ClearStateAsync("state", Id, state);
        }

        // The last one is the owner of today.
        foreach (var owner in stale[..^1])
        {
            await Assert.ThrowsAsync<InconsistentStateException>(() => States.WriteStateAsync("state", Id, owner));
            await Assert.ThrowsAsync<InconsistentStateException>(() => States.ClearStateAsync("state", Id, owner));
        }

        Assert.Equal("3", (await ReadAsync<SampleState>(Id)).State.Text);
    }

    [Fact]
    public async Task WriteStateAsync_AfterAnotherOwnersClear_Throws()
    {
        var state = await WrittenAsync("first");
        await States.ClearStateAsync("state", Id, await ReadAsync<SampleState>(Id));

        await Assert.ThrowsAsync<InconsistentStateException>(() => States.WriteStateAsync("state", Id, state));

        Assert.False((await ReadAsync<SampleState>(Id)).RecordExists);
    }

    [Fact]
    public async Task ClearStateAsync_OfStateNeverRead_ThrowsWhereThereIsSome()
    {
        var nothing = new StoredState<SampleState>(new SampleState());
        await States.ClearStateAsync("state", Id, nothing);
        await WrittenAsync("first");

        await Assert.ThrowsAsync<InconsistentStateException>(() => States.ClearStateAsync("state", Id, nothing));

        Assert.Equal("first", (await ReadAsync<SampleState>(Id)).State.Text);
    }

    [Fact]
    public async Task Keys_that_look_alike_are_different_grains()
    {
        string[] keys =
        [
            "c1", "C1", "0c1", "0C1", "00000000000000c1", "env/c1", "env/C1", "env/0c1",
            "~c1", "~~c1", "1", "01", "-1", "a+b", "c1+x",
            "00000000000000000000000000000001", "00000000-0000-0000-0000-000000000001", "00000000000000000000000000000001+x",
            "é", "e\u0301", "商店", "🛒", "a b", "a'b\"c", "a\\b", "%", "_",
        ];
        foreach (var key in keys)
            await WriteAsync(Grain(key), new SampleState { Text = key });

        foreach (var key in keys)
            Assert.Equal(key, (await ReadAsync<SampleState>(Grain(key))).State.Text);
    }

    [Fact]
    public async Task One_key_of_two_grain_types_or_two_state_names_is_two_states()
    {
        await WriteAsync(Grain("app/cart", "application"), new SampleState { Text = "application" });
        await WriteAsync(Grain("app/cart", "release"), new SampleState { Text = "release" });
        await WriteAsync(Grain("app/cart", "release"), new SampleState { Text = "other" }, "other");

        Assert.Equal("application", (await ReadAsync<SampleState>(Grain("app/cart", "application"))).State.Text);
        Assert.Equal("release", (await ReadAsync<SampleState>(Grain("app/cart", "release"))).State.Text);
        Assert.Equal("other", (await ReadAsync<SampleState>(Grain("app/cart", "release"), "other")).State.Text);
    }

    [Fact]
    public async Task WriteStateAsync_OfManyGrainsAtOnce_KeepsEach()
    {
        await Task.WhenAll(Enumerable.Range(0, 300).Select(
            i => WriteAsync(Grain($"env/c{i}"), new SampleState { Text = $"{i}" })));

        for (var i = 0; i < 300; i++)
            Assert.Equal($"{i}", (await ReadAsync<SampleState>(Grain($"env/c{i}"))).State.Text);
    }

    [Fact]
    public async Task WriteStateAsync_LargeState_IsStoredUpToItsLimit()
    {
        await WriteAsync(Id, new SampleState { Text = new('x', 2 << 20) });

        Assert.Equal(2 << 20, (await ReadAsync<SampleState>(Id)).State.Text.Length);
        await Assert.ThrowsAsync<ArgumentException>(
            () => WriteAsync(Grain("env/big"), new SampleState { Text = new('x', 8 << 20) }));
        Assert.False((await ReadAsync<SampleState>(Grain("env/big"))).RecordExists);
    }

    [Fact]
    public async Task WriteStateAsync_Cancelled_WritesNothing()
    {
        var state = new StoredState<SampleState>(new SampleState { Text = "a" });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => States.WriteStateAsync("state", Id, state, new(canceled: true)));

        Assert.Null(state.ETag);
        Assert.False((await ReadAsync<SampleState>(Id)).RecordExists);
    }

    [Fact]
    public async Task Unknown_members_are_dropped_at_the_next_write_unless_the_type_keeps_them()
    {
        await WriteAsync(Id, new WiderState { Text = "a", Added = "by a newer program" });

        var keeping = await ReadAsync<KeepingState>(Id);
        await States.WriteStateAsync("state", Id, keeping);
        Assert.Equal("by a newer program", (await ReadAsync<WiderState>(Id)).State.Added);

        var dropping = await ReadAsync<SampleState>(Id);
        Assert.Equal("a", dropping.State.Text);
        await States.WriteStateAsync("state", Id, dropping);
        Assert.Null((await ReadAsync<WiderState>(Id)).State.Added);
    }

    [Fact]
    public async Task ReadStateAsync_StateOfANewerVersion_IsRefusedAndLeftAlone()
    {
        await ReopenAsync(new() { Version = 2 });
        await WriteAsync(Id, new SampleState { Text = "new" });
        await ReopenAsync();

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync<SampleState>(Id));
        Assert.Contains("version 2", error.Message, StringComparison.Ordinal);
        await ReopenAsync(new() { Version = 2 });
        Assert.Equal("new", (await ReadAsync<SampleState>(Id)).State.Text);
    }

    [Fact]
    public async Task ReadStateAsync_StateOfAnOlderVersion_IsUpcast()
    {
        await WriteAsync(Id, new SampleState { Text = "old" });
        await ReopenAsync(new()
        {
            Version = 2,
            Upcast = (type, version, node) => type == typeof(RenamedState) && version == 1
                ? new JsonObject { ["caption"] = node["text"]!.DeepClone() }
                : node,
        });

        Assert.Equal("old", (await ReadAsync<RenamedState>(Id)).State.Caption);
    }

    [Fact]
    public async Task ReadStateAsync_OfSomethingElse_NamesTheType()
    {
        await WriteAsync(Id, new SampleState { Text = "text" });

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync<int[]>(Id));

        Assert.Contains("Int32[]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_it_was_closed_the_store_says_so()
    {
        await Storage.DisposeAsync();

        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => Storage.Journal.AppendAsync([CrashWriter.State(1, 1).Outbox!], Token));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Storage.Registry.FindAsync("release", "r1", Token));
    }

    [Fact]
    public async Task Before_it_was_opened_the_store_says_so()
    {
        await using var unopened = new CoordinatorStorage(Database.Options);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => unopened.GrainState.ReadStateAsync("state", Id, new StoredState<SampleState>()));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => unopened.Journal.AppendAsync([CrashWriter.State(1, 1).Outbox!], Token));
    }

    /// <summary>The JSON of the one row whose key ends so, as a person would look it up.</summary>
    protected abstract Task<string> FindStoredJsonAsync(string key);

    private static GrainId Grain(string key, string type = "environment") => GrainId.Create(type, key);

    private async Task<StoredState<T>> ReadAsync<T>(GrainId id, string name = "state")
    {
        var state = new StoredState<T>();
        await States.ReadStateAsync(name, id, state);
        return state;
    }

    private async Task<string> WriteAsync<T>(GrainId id, T value, string name = "state")
    {
        var state = new StoredState<T>(value);
        await States.WriteStateAsync(name, id, state);
        Assert.True(state.RecordExists);
        return state.ETag!;
    }

    private async Task<StoredState<SampleState>> WrittenAsync(string text)
    {
        var state = await ReadAsync<SampleState>(Id);
        state.State = new() { Text = text };
        await States.WriteStateAsync("state", Id, state);
        return state;
    }
}
