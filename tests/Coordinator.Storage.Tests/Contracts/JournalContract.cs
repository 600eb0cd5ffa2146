using System.Collections.Immutable;
using Coordinator.Core.Ports;

namespace Coordinator.Storage.Tests;

public abstract class JournalContract : StorageContract
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private IJournal Journal => Storage.Journal;

    [Fact]
    public async Task AppendAsync_TheSameEntryTwice_LeavesOneRow()
    {
        await Journal.AppendAsync([Entry(1), Entry(2)], Token);
        await Journal.AppendAsync([Entry(1), Entry(2), Entry(3)], Token);

        Assert.Equal([1, 2, 3], await SequencesAsync());
    }

    [Fact]
    public async Task AppendAsync_TheSameEntryTwiceInOneCall_LeavesOneRow()
    {
        await Journal.AppendAsync([Entry(1), Entry(1)], Token);

        Assert.Equal([1], await SequencesAsync());
    }

    [Fact]
    public async Task AppendAsync_TheSameEntryFromManyCallers_LeavesOneRow()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Journal.AppendAsync([Entry(1)], Token)));

        Assert.Equal([1], await SequencesAsync());
    }

    [Fact]
    public async Task AppendAsync_AnotherBodyAtATakenPlace_ThrowsAndAddsNothing()
    {
        await Journal.AppendAsync([Entry(1)], Token);

        var error = await Assert.ThrowsAsync<JournalConflictException>(
            () => Journal.AppendAsync([Entry(2), Entry(1) with { Body = """{"other":1}""" }], Token));

        Assert.Contains("env/c1/shop/cart#1", error.Message, StringComparison.Ordinal);
        var row = Assert.Single(await Journal.ReadStreamAsync(Entry(1).Stream, 0, 10, Token));
        Assert.Equal(Entry(1), row.Entry);
    }

    [Fact]
    public async Task AppendAsync_TwoBodiesForOnePlaceInOneCall_ThrowsAndAddsNothing()
    {
        await Assert.ThrowsAsync<JournalConflictException>(
            () => Journal.AppendAsync([Entry(1), Entry(1) with { Body = "{}" }], Token));

        Assert.Empty(await SequencesAsync());
    }

    [Fact]
    public async Task AppendAsync_AConflictAmongManyCallers_FailsAlone()
    {
        await Journal.AppendAsync([Entry(1)], Token);

        var appends = Enumerable.Range(2, 40).Select(i => Journal.AppendAsync([Entry(i, stream: $"env/n{i}")], Token)).ToList();
        var conflict = Journal.AppendAsync([Entry(1) with { Body = "{}" }], Token);

        await Assert.ThrowsAsync<JournalConflictException>(() => conflict);
        await Task.WhenAll(appends);
        Assert.Equal(41, (await Journal.ReadReleaseAsync("r1", 0, 100, Token)).Length);
    }

    [Fact]
    public async Task AppendAsync_Nothing_DoesNothing()
    {
        await Journal.AppendAsync([], Token);

        Assert.Empty(await SequencesAsync());
    }

    [Fact]
    public async Task AppendAsync_CancelledBefore_WritesNothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Journal.AppendAsync([Entry(1)], new(canceled: true)));

        Assert.Empty(await SequencesAsync());
    }

    [Fact]
    public async Task AppendAsync_AnythingThatFits_ComesBackAsItWentIn()
    {
        var entry = new JournalEntry(
            "env/köln/商店/🛒", 7, "été\u2028🚀", new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(1234567),
            "Überprüft", "naïve ‮ text\nwith \"quotes\" and \\", """{"at":"\u0000","ends":"🙂"}""");

        await Journal.AppendAsync([entry], Token);
        await ReopenAsync();

        var row = Assert.Single(await Journal.ReadStreamAsync(entry.Stream, 0, 10, Token));
        Assert.Equal(entry, row.Entry);
        Assert.Equal(TimeSpan.Zero, row.Entry.At.Offset);
        Assert.Equal(row, Assert.Single(await Journal.ReadReleaseAsync(entry.Release, 0, 10, Token)));
    }

    [Fact]
    public async Task AppendAsync_TheLargestAllowed_IsStored()
    {
        // Four bytes a character, and not compressible: the widest key that an index must take.
        var random = Seeded();
        var widest = string.Concat(Enumerable.Range(0, 256).Select(_ => char.ConvertFromUtf32(random.Next(0x10000, 0x10FFFF))));
        var entry = new JournalEntry(widest, 1, widest, At, new('k', 128), new('s', 4096), new('b', 1 << 20));

        await Journal.AppendAsync([entry], Token);

        Assert.Equal(entry, Assert.Single(await Journal.ReadStreamAsync(widest, 0, 10, Token)).Entry);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task AppendAsync_AnEntryOutOfLimits_IsRefusedWhole(string why, JournalEntry entry)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Journal.AppendAsync([Entry(1), entry], Token));

        Assert.True((await SequencesAsync()).IsEmpty, why);
    }

    [Fact]
    public async Task AppendAsync_TooManyEntries_IsRefused() => await Assert.ThrowsAsync<ArgumentException>(
        () => Journal.AppendAsync([.. Enumerable.Range(1, 1001).Select(i => Entry(i))], Token));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10_001)]
    public async Task ReadStreamAsync_ALimitOutOfRange_IsRefused(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
        () => Journal.ReadStreamAsync("env/c1", 0, limit, Token));

    [Fact]
    public async Task ReadStreamAsync_WithGapsAndLateArrivals_IsInOrderOfSequence()
    {
        await Journal.AppendAsync([Entry(9)], Token);
        await Journal.AppendAsync([Entry(4), Entry(2)], Token);
        await Journal.AppendAsync([Entry(3, stream: "env/other")], Token);

        Assert.Equal([2, 4, 9], await SequencesAsync());
        Assert.Equal([4], (await Journal.ReadStreamAsync(Entry(1).Stream, 2, 1, Token)).Select(row => row.Entry.Sequence));
        Assert.Empty(await Journal.ReadStreamAsync(Entry(1).Stream, 9, 10, Token));
    }

    [Fact]
    public async Task ReadReleaseAsync_PageByPage_GivesAllStreamsInOrderOfCommit()
    {
        await Journal.AppendAsync([Entry(1, "env/b"), Entry(2, "env/b")], Token);
        await Journal.AppendAsync([Entry(1, "env/a")], Token);
        await Journal.AppendAsync([Entry(1, "env/z") with { Release = "r2" }, Entry(3, "env/b")], Token);
        await Journal.AppendAsync([Entry(1, "env/none") with { Release = "" }], Token);

        var seen = new List<JournalRow>();
        while (await Journal.ReadReleaseAsync("r1", seen.LastOrDefault()?.Position ?? 0, 2, Token) is { IsEmpty: false } page)
            seen.AddRange(page);

        Assert.Equal(["env/b#1", "env/b#2", "env/a#1", "env/b#3"],
            seen.Select(row => $"{row.Entry.Stream}#{row.Entry.Sequence}"));
        Assert.Equal(seen.Select(row => row.Position).Order(), seen.Select(row => row.Position));
        Assert.Equal("env/none", Assert.Single(await Journal.ReadReleaseAsync("", 0, 10, Token)).Entry.Stream);
    }

    [Fact]
    public async Task A_reader_that_follows_many_writers_misses_no_row()
    {
        const int writers = 24;
        const int entries = 40;
        var random = Seeded();
        var sizes = Enumerable.Range(0, writers).Select(_ => random.Next(1, 5)).ToArray();

        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (var next = 1; next <= entries; next += sizes[writer])
            {
                var count = Math.Min(sizes[writer], entries - next + 1);
                await Journal.AppendAsync([.. Enumerable.Range(next, count).Select(i => Entry(i, $"env/w{writer}"))], Token);
            }
        })));
        var seen = await FollowAsync(Journal, writing);

        Assert.Equal(writers * entries, seen.Count);
        foreach (var stream in seen.GroupBy(row => row.Entry.Stream))
            Assert.Equal(Enumerable.Range(1, entries).Select(i => (long)i), stream.Select(row => row.Entry.Sequence));
    }

    public static TheoryData<string, JournalEntry> Refused() => new()
    {
        { "empty stream", Entry(1, "") },
        { "long stream", Entry(1, new('s', 513)) },
        { "NUL", Entry(1, "env/\0") },
        { "lone surrogate", Entry(1, "env/\ud800") },
        { "sequence 0", Entry(0) },
        { "long release", Entry(1) with { Release = new('r', 513) } },
        { "no kind", Entry(1) with { Kind = "" } },
        { "long summary", Entry(1) with { Summary = new('s', 4097) } },
        { "large body", Entry(1) with { Body = new('b', (1 << 20) + 1) } },
        { "large body in bytes", Entry(1) with { Body = new('é', (1 << 19) + 1) } },
    };

    /// <summary>Reads on from the last position until the writers are done and nothing is left.</summary>
    protected static async Task<List<JournalRow>> FollowAsync(IJournal journal, Task writing)
    {
        var seen = new List<JournalRow>();
        while (true)
        {
            var done = writing.IsCompleted;
            var page = await journal.ReadReleaseAsync("r1", seen.LastOrDefault()?.Position ?? 0, 50, Token);
            seen.AddRange(page);
            if (done && page.IsEmpty)
            {
                await writing;
                return seen;
            }
        }
    }

    protected static JournalEntry Entry(long sequence, string stream = "env/c1/shop/cart") => new(
        stream, sequence, "r1", At.AddSeconds(sequence), "TrafficShifted", $"Step {sequence}", $$"""{"sequence":{{sequence}}}""");

    private async Task<ImmutableArray<long>> SequencesAsync() =>
        [.. (await Journal.ReadStreamAsync("env/c1/shop/cart", 0, 1000, Token)).Select(row => row.Entry.Sequence)];
}
