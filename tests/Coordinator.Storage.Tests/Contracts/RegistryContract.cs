using Coordinator.Core.Ports;

namespace Coordinator.Storage.Tests;

public abstract class RegistryContract : StorageContract
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private IRegistry Registry => Storage.Registry;

    [Fact]
    public async Task TryAddAsync_ANewName_IsFoundWithVersionOne()
    {
        Assert.True(await Registry.TryAddAsync(Row("r1") with { Version = 99 }, Token));
        await ReopenAsync();

        Assert.Equal(Row("r1"), await Registry.FindAsync("release", "r1", Token));
    }

    [Fact]
    public async Task TryAddAsync_ATakenName_IsFalseAndChangesNothing()
    {
        await Registry.TryAddAsync(Row("r1"), Token);

        Assert.False(await Registry.TryAddAsync(Row("r1") with { Content = "{}" }, Token));
        Assert.True(await Registry.TryAddAsync(Row("r1") with { Kind = "cluster" }, Token));
        Assert.Equal(Row("r1"), await Registry.FindAsync("release", "r1", Token));
    }

    [Fact]
    public async Task TryAddAsync_ManyAtOnce_OnlyOneSucceeds()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Registry.TryAddAsync(Row("r1"), Token)));

        Assert.Single(added, true);
    }

    [Fact]
    public async Task TryAddAsync_Cancelled_AddsNothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Registry.TryAddAsync(Row("r1"), new(canceled: true)));

        Assert.Null(await Registry.FindAsync("release", "r1", Token));
    }

    [Fact]
    public async Task TryUpdateAsync_WithTheCurrentVersion_ReplacesAndRaisesIt()
    {
        await Registry.TryAddAsync(Row("r1"), Token);

        Assert.True(await Registry.TryUpdateAsync(new("release", "r1", "{}", null, Version: 1), Token));
        Assert.Equal(new RegistryRow("release", "r1", "{}", null, Version: 2), await Registry.FindAsync("release", "r1", Token));
    }

    [Fact]
    public async Task TryUpdateAsync_WithAStaleVersionOrNoRow_IsFalse()
    {
        await Registry.TryAddAsync(Row("r1"), Token);
        await Registry.TryUpdateAsync(Row("r1"), Token);

        Assert.False(await Registry.TryUpdateAsync(Row("r1") with { Content = "{}" }, Token));
        Assert.False(await Registry.TryUpdateAsync(Row("r2"), Token));
        Assert.Equal(Row("r1") with { Version = 2 }, await Registry.FindAsync("release", "r1", Token));
    }

    [Fact]
    public async Task TryUpdateAsync_ManyAtOnce_OnlyOneSucceeds()
    {
        await Registry.TryAddAsync(Row("r1"), Token);

        var updated = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Registry.TryUpdateAsync(Row("r1"), Token)));

        Assert.Single(updated, true);
    }

    [Fact]
    public async Task FindAsync_AnotherCase_IsAnotherName()
    {
        await Registry.TryAddAsync(Row("r1"), Token);

        Assert.Null(await Registry.FindAsync("release", "R1", Token));
        Assert.Null(await Registry.FindAsync("Release", "r1", Token));
    }

    [Fact]
    public async Task ListAsync_PageByPage_IsInOrdinalOrder()
    {
        string[] names = ["a", "B", "ä", "10", "9", "a-b", "a b", "ab", "Z", "商店", "🛒"];
        foreach (var name in names)
            await Registry.TryAddAsync(Row(name), Token);
        await Registry.TryAddAsync(Row("other") with { Kind = "cluster" }, Token);

        var listed = new List<string>();
        while (await Registry.ListAsync("release", listed.LastOrDefault() ?? "", 3, Token) is { IsEmpty: false } page)
            listed.AddRange(page.Select(row => row.Name));

        Assert.Equal(names.Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    public async Task ListDueAsync_GivesWhatIsUnfinishedAndDue()
    {
        await Registry.TryAddAsync(Row("a-finished") with { DueAt = null }, Token);
        await Registry.TryAddAsync(Row("b-due") with { DueAt = Noon.AddTicks(-1) }, Token);
        await Registry.TryAddAsync(Row("c-due-now") with { DueAt = Noon.ToOffset(TimeSpan.FromHours(-5)) }, Token);
        await Registry.TryAddAsync(Row("d-later") with { DueAt = Noon.AddTicks(1) }, Token);
        await Registry.TryAddAsync(Row("e-long-ago") with { DueAt = DateTimeOffset.MinValue }, Token);

        Assert.Equal(["b-due", "c-due-now", "e-long-ago"], await DueAsync("", 10));
        Assert.Equal(["c-due-now"], await DueAsync("b-due", 1));

        async Task<IEnumerable<string>> DueAsync(string after, int limit) =>
            (await Registry.ListDueAsync("release", Noon.ToOffset(TimeSpan.FromHours(3)), after, limit, Token))
                .Select(row => row.Name);
    }

    [Fact]
    public async Task TryAddAsync_TheLargestAllowed_IsStored()
    {
        var random = Seeded();
        var widest = string.Concat(Enumerable.Range(0, 256).Select(_ => char.ConvertFromUtf32(random.Next(0x10000, 0x10FFFF))));
        var row = new RegistryRow(new('k', 128), widest, new('c', 1 << 20), Noon);

        Assert.True(await Registry.TryAddAsync(row, Token));
        Assert.Equal(row, await Registry.FindAsync(row.Kind, widest, Token));
    }

    [Theory]
    [InlineData("", "r", 1)]
    [InlineData("release", "", 1)]
    [InlineData("release", "r\0", 1)]
    [InlineData("release", "r", (1 << 20) + 1)]
    public async Task TryAddAsync_OutOfLimits_IsRefused(string kind, string name, int size) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => Registry.TryAddAsync(new(kind, name, new('c', size), null), Token));

    [Fact]
    public async Task TryAddAsync_ALoneSurrogate_IsRefused() =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Registry.TryAddAsync(Row("r\udc00"), Token));

    [Fact]
    public async Task ListAsync_ALimitOutOfRange_IsRefused()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Registry.ListAsync("release", "", 0, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Registry.ListDueAsync("release", Noon, "", 10_001, Token));
    }

    private static RegistryRow Row(string name) => new("release", name, """{"app":"cart"}""", Noon);
}
