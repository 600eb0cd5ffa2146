using Coordinator.Core.Ports;

namespace Coordinator.Storage.Tests;

public abstract class DocumentsContract : StorageContract
{
    private IDocuments Documents => Storage.Documents;

    [Fact]
    public async Task PutAsync_Hello_HasTheDigestThatOthersCompute()
    {
        // printf hello | sha256sum
        Assert.Equal(
            "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", await Documents.PutAsync("hello", Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"kind\":\"Deployment\"}")]
    [InlineData("\uFEFFwith a mark, a NUL \0, a tail \uFFFD and 🛒\r\n")]
    public async Task FindAsync_WhatWasPut_IsTheSame(string content)
    {
        var digest = await Documents.PutAsync(content, Token);
        await ReopenAsync();

        Assert.Equal(content, await Documents.FindAsync(digest, Token));
    }

    [Fact]
    public async Task PutAsync_TheSameFromManyCallers_IsOnce()
    {
        var digests = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Documents.PutAsync("plan", Token)));

        Assert.Single(digests.Distinct());
        Assert.Equal("plan", await Documents.FindAsync(digests[0], Token));
    }

    [Fact]
    public async Task FindAsync_Unknown_IsNull()
    {
        Assert.Null(await Documents.FindAsync("sha256:" + new string('0', 64), Token));
        Assert.Null(await Documents.FindAsync("nonsense", Token));
    }

    [Fact]
    public async Task PutAsync_EightMebibytes_IsStoredAndOneMoreByteIsRefused()
    {
        var digest = await Documents.PutAsync(new('x', 8 << 20), Token);

        Assert.Equal(8 << 20, (await Documents.FindAsync(digest, Token))!.Length);
        await Assert.ThrowsAsync<ArgumentException>(() => Documents.PutAsync(new('x', (8 << 20) + 1), Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Documents.PutAsync(new('é', (4 << 20) + 1), Token));
    }

    [Fact]
    public async Task PutAsync_ALoneSurrogate_IsRefused() =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Documents.PutAsync("\ud800", Token));

    [Fact]
    public async Task FindAsync_DamagedBytes_AreNotHandedOut()
    {
        var digest = await Documents.PutAsync("plan", Token);
        await DamageAsync(digest);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Documents.FindAsync(digest, Token));

        Assert.Contains(digest, error.Message, StringComparison.Ordinal);
    }

    protected abstract Task DamageAsync(string digest);
}
