using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Coordinator.Core;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;

namespace Coordinator.Gateway.Tests.Fixtures;

/// <summary>Requests that the tests make often.</summary>
internal static class Api
{
    /// <summary>Only so that a hanging test ends: nothing waits for it.</summary>
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<T> ReadAsync<T>(this HttpResponseMessage answer, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}, not {expected}: {text}");
        return CoreJson.Read<T>(text);
    }

    public static async Task<ProblemView> ProblemAsync(this HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.ReadAsync<ProblemView>(status);
        Assert.Equal((code, (int)status, $"https://coordinator.dev/problems/{code}"), (problem.Code, problem.Status, problem.Type));
        Assert.NotEmpty(problem.Title);
        Assert.NotEmpty(problem.Detail);
        return problem;
    }

    public static async Task<T> GetAsync<T>(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Token);
        return await answer.ReadAsync<T>();
    }

    public static async Task<HttpResponseMessage> SubmitAsync(this HttpClient client, string release) =>
        await client.PostAsync("/api/v1/releases", Bodies.Yaml(release), Token);

    public static async Task<HttpResponseMessage> ActAsync(this HttpClient client, string release, string action, string body = "", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/releases/{release}/{action}");
        request.Content = body.Length > 0 ? Bodies.Json(body) : null;
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await client.SendAsync(request, Token);
    }

    /// <summary>Server-sent events: those with an event name, and heartbeats with an empty one.</summary>
    public static async IAsyncEnumerable<(string Id, string Event, string Data)> FollowAsync(
        this HttpClient client, string release, string? lastId = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(Token, cancellationToken);
        guard.CancelAfter(Guard);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/releases/{release}/events");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, guard.Token);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(guard.Token));
        var (id, name, data) = ("", "", "");
        while (await lines.ReadLineAsync(guard.Token) is { } line)
        {
            if (line.Length == 0)
            {
                yield return (id, name, data);
                (id, name, data) = ("", "", "");
            }

            var value = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            (id, name, data) = line switch
            {
                ['i', 'd', ..] => (value, name, data),
                ['e', 'v', ..] => (id, value, data),
                ['d', 'a', ..] => (id, name, value),
                _ => (id, name, data),
            };
        }
    }

    /// <summary>All events of a release, once it has ended.</summary>
    public static async Task<List<EventView>> EndAsync(this HttpClient client, string release, string? lastId = null)
    {
        var events = new List<EventView>();
        await foreach (var (id, name, data) in client.FollowAsync(release, lastId))
        {
            if (name == "end")
            {
                return events;
            }

            if (name.Length > 0)
            {
                var one = CoreJson.Read<EventView>(data);
                Assert.Equal((id, name), ($"{one.Position}", one.Kind));
                events.Add(one);
            }
        }

        throw new InvalidOperationException("the stream ended without its end");
    }

    /// <summary>The release once it is as it should be: looked at after each event and heartbeat.</summary>
    public static async Task<ReleaseView> UntilAsync(this HttpClient client, string release, Func<ReleaseView, bool> isMet)
    {
        await foreach (var _ in client.FollowAsync(release))
        {
            if (await client.GetAsync<ReleaseDetail>($"/api/v1/releases/{release}") is { Release: var view } && isMet(view))
            {
                return view;
            }
        }

        throw new InvalidOperationException($"release {release} ended and was never as expected");
    }

    public static Task<ReleaseView> UntilAsync(this HttpClient client, string release, ReleasePhase phase) =>
        client.UntilAsync(release, view => view.Phase == phase);
}
