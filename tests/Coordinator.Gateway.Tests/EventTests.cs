using System.Net;
using System.Net.Http.Headers;
using Coordinator.Core.Views;
using Coordinator.Gateway.Tests.Fixtures;

namespace Coordinator.Gateway.Tests;

/// <summary>The journal of a release, in pages and live.</summary>
public sealed class EventTests(GatewayServer server) : IDisposable
{
    private readonly HttpClient client = server.Client(Tokens.Releaser);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Live_events_are_those_of_the_pages_once_each_and_in_order()
    {
        var name = await SubmitAsync();
        var live = await client.EndAsync(name);

        var paged = await PagesAsync(name, limit: 3, live[^1].Position);

        Assert.Equal(paged, live);
        Assert.Equal(live.Select(one => one.Position).Order().Distinct(), live.Select(one => one.Position));
        Assert.All(live.GroupBy(one => one.Stream).Where(stream => !stream.Key.StartsWith("app/", StringComparison.Ordinal)), stream =>
            Assert.Equal(Enumerable.Range(1, stream.Count()).Select(number => (long)number), stream.Select(one => one.Sequence)));
    }

    [Fact]
    public async Task A_stream_that_breaks_goes_on_where_it_was()
    {
        var name = await SubmitAsync();
        var got = new List<long>();
        for (var isEnded = false; !isEnded;)
        {
            // Each connection is broken after a few events.
            var events = 0;
            await foreach (var (id, kind, _) in client.FollowAsync(name, got.Count > 0 ? $"{got[^1]}" : null, Token))
            {
                isEnded = kind == "end";
                if (id.Length > 0)
                {
                    got.Add(long.Parse(id));
                    events++;
                }

                if (isEnded || events == 4)
                {
                    break;
                }
            }
        }

        var whole = await client.EndAsync(name);
        Assert.Equal(whole.Select(one => one.Position).Take(got.Count), got);
    }

    [Fact]
    public async Task Many_followers_at_different_places_each_get_all_that_they_lack()
    {
        var name = await SubmitAsync();
        var early = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.EndAsync(name)));
        var last = early[0][^1].Position;
        var late = await Task.WhenAll(early[0].Select(one => client.EndAsync(name, $"{one.Position}")));

        Assert.All(early, events => Assert.Equal(early[0].Select(one => one.Position), Until(events, last)));
        for (var index = 0; index < late.Length; index++)
        {
            Assert.Equal(early[0].Skip(index + 1).Select(one => one.Position), Until(late[index], last));
        }
    }

    [Fact]
    public async Task A_position_from_the_future_holds_back_nobody_else()
    {
        var name = await SubmitAsync();
        var future = client.EndAsync(name, "999999999999");
        var others = await client.EndAsync(name);

        Assert.Empty(await future);
        Assert.NotEmpty(others);
    }

    [Theory]
    [InlineData("after=-1")]
    [InlineData("after=x")]
    [InlineData("limit=0")]
    [InlineData("limit=100000")]
    [InlineData("after=99999999999999999999999")]
    public async Task A_page_that_is_none_is_refused(string query)
    {
        var name = await SubmitAsync();
        using var answer = await client.GetAsync($"/api/v1/releases/{name}/events?{query}", Token);

        await answer.ProblemAsync(HttpStatusCode.BadRequest, "bad-request");
    }

    [Fact]
    public async Task A_release_that_is_not_there_has_no_events()
    {
        using var answer = await client.GetAsync($"/api/v1/releases/{Bodies.NewName()}/events", Token);

        await answer.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Streams_beyond_the_limit_are_refused_until_one_ends()
    {
        var small = new GatewayServer(options => options with { EventStreams = 1 }, null);
        await using (small)
        {
            await small.InitializeAsync();
            using var releaser = small.Client(Tokens.Releaser);
            var name = Bodies.NewName();
            using var submitted = await releaser.SubmitAsync(Bodies.Release(name, waves: ["slow-1"]));
            submitted.EnsureSuccessStatusCode();
            await using (var first = releaser.FollowAsync(name, null, Token).GetAsyncEnumerator(Token))
            {
                Assert.True(await first.MoveNextAsync());
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/releases/{name}/events");
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
                using var second = await releaser.SendAsync(request, Token);

                await second.ProblemAsync(HttpStatusCode.TooManyRequests, "too-many-requests");
                Assert.NotNull(second.Headers.RetryAfter?.Delta);
            }

            using var abort = await releaser.ActAsync(name, "abort");
            abort.EnsureSuccessStatusCode();
        }
    }

    [Fact]
    public async Task Every_decision_of_a_release_can_be_replayed()
    {
        var name = await SubmitAsync();
        await client.EndAsync(name);

        var replay = await client.GetAsync<ReplayView>($"/api/v1/releases/{name}/replay");

        Assert.Empty(replay.Mismatches);
        Assert.True(replay.Events > 20, $"{replay.Events} events");
        using var missing = await client.GetAsync($"/api/v1/releases/{Bodies.NewName()}/replay", Token);
        await missing.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    private static IEnumerable<long> Until(IEnumerable<EventView> events, long last) =>
        events.Select(one => one.Position).Where(position => position <= last);

    private async Task<List<EventView>> PagesAsync(string name, int limit, long last)
    {
        var all = new List<EventView>();
        for (var after = "0"; after is not null;)
        {
            var page = await client.GetAsync<Page<EventView>>($"/api/v1/releases/{name}/events?after={after}&limit={limit}");
            all.AddRange(page.Items.Where(one => one.Position <= last));
            after = page.Next;
        }

        return all;
    }

    private async Task<string> SubmitAsync()
    {
        var name = Bodies.NewName();
        using var answer = await client.SubmitAsync(Bodies.Release(name, waves: ["eu-1", "us-1"]));
        await answer.ReadAsync<ReleaseView>(HttpStatusCode.Created);
        return name;
    }
}
