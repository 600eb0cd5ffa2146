using System.Globalization;

namespace Coordinator.Storage.Tests;

public abstract class CrashContract : StorageContract
{
    [Fact]
    public async Task A_process_killed_amid_its_writes_leaves_nothing_torn_and_loses_nothing_it_confirmed()
    {
        var random = Seeded();
        for (var round = 0; round < 4; round++)
        {
            await Storage.DisposeAsync();
            var confirmed = await WriteUntilKilledAsync(random.Next(100, 1500));
            await ReopenAsync();
            for (var actor = 0; actor < CrashWriter.Actors; actor++)
                await AssertWholeAsync(actor, confirmed[actor]);
        }
    }

    private async Task<long[]> WriteUntilKilledAsync(int lines)
    {
        var confirmed = new long[CrashWriter.Actors];
        using var writer = ChildProcess.Start(ChildProcess.Write, Database.Options);
        for (var i = 0; i < lines; i++)
            Note(await writer.ReadLineAsync());
        var rest = await writer.KillAsync();
        // The last line may have been cut.
        foreach (var line in rest.Split('\n')[..^1])
            Note(line);
        return confirmed;

        void Note(string line)
        {
            var parts = line.Split(' ');
            confirmed[int.Parse(parts[0], CultureInfo.InvariantCulture)] = long.Parse(parts[1], CultureInfo.InvariantCulture);
        }
    }

    private async Task AssertWholeAsync(int actor, long confirmed)
    {
        var state = new StoredState<ActorState>();
        await Storage.GrainState.ReadStateAsync("state", CrashWriter.Id(actor), state);
        Assert.Equal(state.RecordExists ? CrashWriter.State(actor, state.State.Sequence) : new ActorState(), state.State);
        Assert.True(state.State.Sequence >= confirmed, $"actor {actor} confirmed {confirmed}, stored {state.State.Sequence}");

        var last = await LastAsync(actor);
        Assert.InRange(last, Math.Max(confirmed, state.State.Sequence - 1), state.State.Sequence);
        if (state.State.Outbox is { } pending)
            await Storage.Journal.AppendAsync([pending], Token);
        Assert.Equal(state.State.Sequence, await LastAsync(actor));
    }

    /// <summary>The number of the last row, all before it being there once and whole.</summary>
    private async Task<long> LastAsync(int actor)
    {
        long last = 0;
        while (await Storage.Journal.ReadStreamAsync(CrashWriter.Stream(actor), last, 1000, Token) is { IsEmpty: false } page)
        {
            foreach (var row in page)
                Assert.Equal(CrashWriter.State(actor, ++last).Outbox, row.Entry);
        }

        return last;
    }
}
