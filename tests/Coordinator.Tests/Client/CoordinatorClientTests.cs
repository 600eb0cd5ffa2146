using Coordinator.Client;
using Coordinator.Core.Environments;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Tests.Client;

public sealed class CoordinatorClientTests : IAsyncLifetime
{
    private readonly TestClock clock = new();
    private TestApi api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => api = await TestApi.CreateAsync();

    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task Any_ServerBehindAPath_IsCalledThere()
    {
        using var client = new CoordinatorClient(new(new Uri(api.Address, "coordinator/"), null), clock);

        await Assert.ThrowsAsync<ApiException>(() => client.ReleaseAsync("a", Cancellation));
        Assert.Equal("/coordinator/api/v1/releases/a", Assert.Single(api.Requests).PathAndQuery);
    }

    [Fact]
    public async Task Release_StrangeName_StaysOnePart()
    {
        using var client = Client();

        await Assert.ThrowsAsync<ApiException>(() => client.ReleaseAsync("a/../b?c", Cancellation));
        Assert.StartsWith("/api/v1/releases/a%2F..%2Fb", Assert.Single(api.Requests).PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Release_AnswerAboveTheLimit_IsRefusedOnce()
    {
        api.Answers("GET", "releases/a", Samples.Single(ReleasePhase.Progressing, EnvironmentPhase.Baking));
        using var client = Client(limit: 100);

        var fault = await Assert.ThrowsAsync<ApiException>(() => client.ReleaseAsync("a", Cancellation));
        Assert.Equal(ApiException.UnexpectedAnswer, fault.Problem.Code);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task Follow_EventAboveTheLimit_IsRefusedOnce()
    {
        api.On("GET", "releases/a/events", async context =>
        {
            await TestApi.BeginStreamAsync(context);
            await TestApi.SendAsync(context, Samples.Event(1) with { Summary = new string('x', 20_000) });
        });
        using var client = Client(limit: 1000);

        var fault = await Assert.ThrowsAsync<ApiException>(() => ReadAsync(client, "a"));
        Assert.Contains("1000 bytes", fault.Message, StringComparison.Ordinal);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task Follow_ManyEvents_AreNotCountedTogether()
    {
        api.On("GET", "releases/a/events", async context =>
        {
            await TestApi.BeginStreamAsync(context);
            for (var position = 1; position <= 100; position++)
                await TestApi.SendAsync(context, Samples.Event(position));
            await TestApi.SendEndAsync(context);
        });
        using var client = Client(limit: 8192);

        Assert.Equal(100, (await ReadAsync(client, "a")).Count);
    }

    [Fact]
    public async Task Follow_StreamThatFallsSilent_IsOpenedAgain()
    {
        api.On("GET", "releases/a/events", async context =>
        {
            await TestApi.BeginStreamAsync(context);
            if (context.Request.Headers["Last-Event-ID"].Count == 0)
            {
                await TestApi.SendAsync(context, Samples.Event(1));
                await TestApi.HangAsync(context);
            }
            await TestApi.SendEndAsync(context);
        });
        using var client = new CoordinatorClient(new(api.Address, null) { StreamIdle = TimeSpan.FromMilliseconds(100) }, clock);

        Assert.Single(await ReadAsync(client, "a"));
        Assert.Equal("1", api.Requests.Last().Headers["Last-Event-ID"]);
    }

    [Fact]
    public async Task Follow_AnswerThatIsNoStream_IsRefused()
    {
        api.Answers("GET", "releases/a/events", new Page<EventView>([], null));
        using var client = Client();

        await Assert.ThrowsAsync<ApiException>(() => ReadAsync(client, "a"));
    }

    [Fact]
    public async Task Act_ServerThatHangs_IsCalledAgainUnderTheSameKey()
    {
        var calls = 0;
        api.On("POST", "releases/a/pause", context => Interlocked.Increment(ref calls) == 1
            ? TestApi.HangAsync(context)
            : TestApi.WriteAsync(context, StatusCodes.Status200OK, Samples.Single(ReleasePhase.Progressing, EnvironmentPhase.Baking).Release));
        using var client = new CoordinatorClient(new(api.Address, null) { CallTimeout = TimeSpan.FromMilliseconds(500) }, clock);

        await client.ActAsync("a", ReleaseAction.Pause, new(), Cancellation);

        Assert.True(api.Requests.Count >= 2);
        Assert.Single(api.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct());
    }

    private CoordinatorClient Client(int limit = 1_000_000) => new(new(api.Address, null) { MaxAnswerBytes = limit }, clock);

    private async Task<List<EventView>> ReadAsync(CoordinatorClient client, string release)
    {
        var read = new List<EventView>();
        await foreach (var view in new EventFeed(client, clock).FollowAsync(release, 0, Cancellation))
            read.Add(view);
        return read;
    }
}
