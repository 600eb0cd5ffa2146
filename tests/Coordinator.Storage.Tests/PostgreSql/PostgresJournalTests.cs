using Coordinator.Core.Ports;
using Npgsql;

namespace Coordinator.Storage.Tests;

public sealed class PostgresJournalTests(PostgresServer server) : JournalContract
{
    private PostgresDatabase Postgres => (PostgresDatabase)Database;

    [Fact]
    public async Task A_reader_never_passes_a_row_whose_transaction_is_held_open()
    {
        await Storage.Journal.AppendAsync([Entry(1, "env/before")], Token);
        await using var held = await HeldAppend.BeginAsync(Postgres, "env/held");

        var later = Storage.Journal.AppendAsync([Entry(1, "env/later")], Token);
        await Postgres.WaitForLockedAsync();
        Assert.Equal(["env/before"], await StreamsAsync());
        Assert.False(later.IsCompleted);

        await held.CommitAsync();
        await later;
        Assert.Equal(["env/before", "env/held", "env/later"], await StreamsAsync());
    }

    [Fact]
    public async Task A_held_transaction_that_is_rolled_back_holds_nobody_up()
    {
        var held = await HeldAppend.BeginAsync(Postgres, "env/held");
        var later = Storage.Journal.AppendAsync([Entry(1, "env/later")], Token);
        await Postgres.WaitForLockedAsync();

        await held.DisposeAsync();
        await later;

        Assert.Equal(["env/later"], await StreamsAsync());
    }

    [Fact]
    public async Task A_transaction_open_elsewhere_does_not_stop_the_live_journal()
    {
        await using var connection = await Postgres.Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var command = new NpgsqlCommand("CREATE TABLE somebody_else (id int)", connection);
        await command.ExecuteNonQueryAsync(Token);

        await Storage.Journal.AppendAsync([Entry(1, "env/now")], Token);

        Assert.Equal(["env/now"], await StreamsAsync());
    }

    [Fact]
    public async Task A_reader_that_follows_the_writers_of_three_silos_misses_no_row()
    {
        const int entries = 150;
        await using var second = await OpenAsync();
        await using var third = await OpenAsync();
        CoordinatorStorage[] silos = [Storage, second, third];

        var writing = Task.WhenAll(Enumerable.Range(0, 12).Select(writer => Task.Run(async () =>
        {
            for (var i = 1; i <= entries; i++)
                await silos[writer % 3].Journal.AppendAsync([Entry(i, $"env/w{writer}")], Token);
        })));
        var seen = await FollowAsync(third.Journal, writing);

        Assert.Equal(12 * entries, seen.Count);
        foreach (var stream in seen.GroupBy(row => row.Entry.Stream))
            Assert.Equal(Enumerable.Range(1, entries).Select(i => (long)i), stream.Select(row => row.Entry.Sequence));
    }

    [Fact]
    public async Task AppendAsync_CancelledWhileItWaits_IsNotWritten()
    {
        await using var held = await HeldAppend.BeginAsync(Postgres, "env/held");
        var first = Storage.Journal.AppendAsync([Entry(1, "env/first")], Token);
        await Postgres.WaitForLockedAsync();
        using var cancellation = new CancellationTokenSource();
        var second = Storage.Journal.AppendAsync([Entry(1, "env/second")], cancellation.Token);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await held.CommitAsync();
        await first;

        Assert.Equal(["env/held", "env/first"], await StreamsAsync());
    }

    [Fact]
    public async Task AppendAsync_AGroupWithAPoisonedAppend_MakesTheOthers()
    {
        await Postgres.ExecuteAsync("ALTER TABLE journal ADD CONSTRAINT poison CHECK (kind <> 'Poison')");
        await using var held = await HeldAppend.BeginAsync(Postgres, "env/held");
        var first = Storage.Journal.AppendAsync([Entry(1, "env/first")], Token);
        await Postgres.WaitForLockedAsync();
        // These wait behind the first and so make one group.
        var before = Storage.Journal.AppendAsync([Entry(1, "env/before")], Token);
        var poisoned = Storage.Journal.AppendAsync([Entry(1, "env/poisoned") with { Kind = "Poison" }], Token);
        var after = Storage.Journal.AppendAsync([Entry(1, "env/after")], Token);

        await held.CommitAsync();

        await Assert.ThrowsAsync<PostgresException>(() => poisoned);
        await Task.WhenAll(first, before, after);
        Assert.Equal(["env/held", "env/first", "env/before", "env/after"], await StreamsAsync());
    }

    [Fact]
    public async Task AppendAsync_AServerThatDoesNotAnswerInTime_IsUnavailableAndARepeatIsOneRow()
    {
        await using var impatient = new CoordinatorStorage(Database.Options with { Timeout = TimeSpan.FromSeconds(1) });
        await impatient.OpenAsync(Token);
        await using (await HeldAppend.BeginAsync(Postgres, "env/held"))
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(
                () => impatient.Journal.AppendAsync([Entry(1, "env/late")], Token));
        }

        await impatient.Journal.AppendAsync([Entry(1, "env/late")], Token);

        Assert.Equal(["env/late"], await StreamsAsync());
    }

    protected override async Task<ITestDatabase> CreateDatabaseAsync() => await server.CreateDatabaseAsync();

    private async Task<IEnumerable<string>> StreamsAsync() =>
        (await Storage.Journal.ReadReleaseAsync("r1", 0, 100, Token)).Select(row => row.Entry.Stream);
}
