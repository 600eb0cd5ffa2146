using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Coordinator.Simulator.Hosting;

namespace Coordinator.Simulator.Tests.Transcripts;

/// <summary>Plays one transcript against one cluster and stops at the first difference.</summary>
internal sealed partial class TranscriptPlayer(SimulatorServer server, string cluster, HttpClient client)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    private readonly Dictionary<int, JsonNode?> bodies = [];
    private Bindings bindings = Bindings.None;

    private sealed record Reply(int Status, string ContentType, string Text, HttpResponseHeaders Headers)
    {
        public JsonNode? Json
        {
            get
            {
                try
                {
                    return Text.Length > 0 && Text.AsSpan().TrimStart()[0] is '{' or '[' ? JsonNode.Parse(Text) : null;
                }
                catch (System.Text.Json.JsonException)
                {
                    return null;
                }
            }
        }
    }

    [GeneratedRegex(@"\$\{step(\d+):([^}]*)\}")]
    private static partial Regex Reference();

    /// <summary>The first difference; null when there is none.</summary>
    public async Task<string?> PlayAsync(JsonObject transcript, CancellationToken cancellation)
    {
        var number = 0;
        foreach (var step in transcript["steps"]!.AsArray())
        {
            number++;
            if (await StepAsync(number, step!.AsObject(), cancellation) is { } difference) return $"step {number}: {difference}";
        }

        return null;
    }

    private Task<string?> StepAsync(int number, JsonObject step, CancellationToken cancellation)
    {
        if (step["request"] is JsonObject request) return RequestAsync(number, step, request, cancellation);
        if (step["eventually"] is JsonObject eventually) return EventuallyAsync(number, step, eventually, cancellation);
        if (step["watch"] is JsonObject watch) return WatchAsync(number, step, watch, cancellation);
        return WaitAsync((double)step["wait"]!, cancellation);
    }

    private static async Task<string?> WaitAsync(double seconds, CancellationToken cancellation)
    {
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, cancellation);
        return null;
    }

    private async Task<string?> RequestAsync(int number, JsonObject step, JsonObject request, CancellationToken cancellation)
    {
        var reply = await SendAsync(request, cancellation);
        bodies[number] = reply.Json;
        if (step["setup"] is not null)
            return reply.Status is < 300 or 409 ? null : $"setup answered {reply.Status}: {reply.Text}";
        return Compare(step, request, reply);
    }

    private async Task<string?> EventuallyAsync(int number, JsonObject step, JsonObject eventually, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        var request = new JsonObject { ["method"] = "GET" };
        foreach (var (name, value) in eventually) request[name] = value?.DeepClone();
        var last = "";
        while (!limit.IsCancellationRequested)
        {
            var reply = await SendAsync(request, cancellation);
            var found = Answers.At(reply.Json, (string)eventually["pointer"]!);
            if (Fits(found, eventually))
            {
                bodies[number] = reply.Json;
                if (step["setup"] is not null) return null;
                if (Compare(step, eventually, reply) is not { } difference) return null;
                last = difference;
            }
            else last = $"{eventually["pointer"]} is {found?.ToJsonString() ?? "nothing"} in {reply.Text}";
            await Task.Delay(Pause, TimeProvider.System, cancellation);
        }

        return last;
    }

    private static bool Fits(JsonNode? found, JsonObject eventually) => eventually["atLeast"] is { } least
        ? found is JsonValue number && number.TryGetValue<double>(out var value) && value >= (double)least
        : JsonNode.DeepEquals(found, eventually["equals"]);

    private async Task<string?> WatchAsync(int number, JsonObject step, JsonObject watch, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        using var response = await client.SendAsync(Message(watch), HttpCompletionOption.ResponseHeadersRead, limit.Token);
        var events = new JsonArray();
        bodies[number] = new JsonObject { ["events"] = events };
        if ((int)response.StatusCode != 200)
        {
            var refused = new Reply((int)response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "",
                await response.Content.ReadAsStringAsync(limit.Token), response.Headers);
            return Compare(step, watch, refused);
        }

        foreach (var during in step["during"] as JsonArray ?? []) await SendAsync(during!.AsObject(), limit.Token);
        try
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
            while (await reader.ReadLineAsync(limit.Token) is { } line)
            {
                events.Add(JsonNode.Parse(line));
                if (Done(watch["until"]!.AsObject(), events)) break;
            }
        }
        catch (OperationCanceledException)
        {
            return $"watched in vain; events: {events.ToJsonString()}";
        }

        return CompareEvents(step, events);
    }

    private static bool Done(JsonObject until, JsonArray events) =>
        until["events"] is { } count ? events.Count >= (int)count
        : until["type"] is { } type ? (string)events[^1]!["type"]! == (string)type!
        : until["pointer"] is { } pointer && JsonNode.DeepEquals(Answers.At(events[^1]!["object"], (string)pointer!), until["equals"]);

    private string? CompareEvents(JsonObject step, JsonArray events)
    {
        var expected = Resolve(step["events"]!.DeepClone())!.AsArray();
        var actual = Answers.Reduce(events.DeepClone())!.AsArray();
        var matcher = new Matcher();
        Answers.Reduce(expected);
        var mode = (string?)step["compare"];
        Bindings? result;
        if (mode == "last") result = matcher.Match(expected[^1], actual[^1], bindings);
        else if (expected.Count != actual.Count) return $"expected {expected.Count} events, got {actual.Count}: {actual.ToJsonString()}";
        else if (mode == "set") result = matcher.Any([.. expected], 0, [.. actual], bindings, "");
        else result = matcher.Match(expected, actual, bindings);
        if (result is null) return matcher.Difference;
        bindings = result;
        return null;
    }

    private string? Compare(JsonObject step, JsonObject request, Reply reply)
    {
        var expected = step["response"]!.AsObject();
        var informative = (step["informative"] ?? request["informative"])?.AsArray().Select(item => (string)item!).ToList() ?? [];
        if ((int)expected["status"]! != reply.Status) return $"expected status {expected["status"]}, got {reply.Status}: {reply.Text}";
        var type = (string?)expected["contentType"] ?? "";
        if (!informative.Contains("contentType") && type.Replace(" ", "") != reply.ContentType.Replace(" ", ""))
            return $"expected content type {type}, got {reply.ContentType}";
        if (Headers(expected["headers"] as JsonObject, reply) is { } header) return header;
        foreach (var part in step["contains"] as JsonArray ?? request["contains"] as JsonArray ?? [])
        {
            if (!reply.Text.Contains((string)part!, StringComparison.Ordinal)) return $"the body lacks {part}: {reply.Text}";
        }

        return informative.Contains("") ? null : Body(expected["body"], informative, reply);
    }

    private string? Body(JsonNode? recorded, List<string> informative, Reply reply)
    {
        var wanted = Resolve(recorded?.DeepClone());
        var actual = reply.Json ?? JsonValue.Create(reply.Text);
        if (wanted is null) return null;
        foreach (var pointer in informative.Where(pointer => pointer.StartsWith('/')))
        {
            Answers.Remove(wanted, pointer);
            Answers.Remove(actual, pointer);
        }

        var matcher = new Matcher();
        var result = matcher.Match(Answers.Reduce(wanted), Answers.Reduce(actual), bindings);
        if (result is null) return matcher.Difference;
        bindings = result;
        return null;
    }

    private static string? Headers(JsonObject? expected, Reply reply)
    {
        foreach (var name in (string[])["Warning", "Retry-After"])
        {
            var values = reply.Headers.NonValidated.TryGetValues(name, out var found) ? found.ToList() : [];
            var wanted = expected?[name] switch
            {
                null => [],
                JsonArray list => list.Select(item => (string)item!).ToList(),
                var one => [(string)one!],
            };
            if (name == "Retry-After" && wanted.Count == 0) continue;
            if (!wanted.SequenceEqual(values)) return $"header {name}: expected [{string.Join(", ", wanted)}], got [{string.Join(", ", values)}]";
        }

        return null;
    }

    private async Task<Reply> SendAsync(JsonObject request, CancellationToken cancellation)
    {
        using var response = await client.SendAsync(Message(request), cancellation);
        return new((int)response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "",
            await response.Content.ReadAsStringAsync(cancellation), response.Headers);
    }

    private HttpRequestMessage Message(JsonObject request)
    {
        var path = Reference().Replace((string)request["path"]!, match => Uri.EscapeDataString(Value(match)));
        var message = new HttpRequestMessage(new((string?)request["method"] ?? "GET"), $"{server.Address}clusters/{cluster}{path}");
        message.Headers.TryAddWithoutValidation("User-Agent", "transcript/1.0");
        message.Headers.TryAddWithoutValidation("Accept", (string?)request["accept"] ?? "application/json");
        message.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Token((string?)request["user"]));
        foreach (var (name, value) in request["headers"] as JsonObject ?? []) message.Headers.TryAddWithoutValidation(name, (string?)value);
        if (request["body"] is not { } body) return message;
        var text = body is JsonValue plain && plain.TryGetValue<string>(out var said)
            ? Reference().Replace(said, Value) : Resolve(body.DeepClone())!.ToJsonString();
        message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        if ((string?)request["contentType"] is { } type) message.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return message;
    }

    private string Token(string? user) => user switch
    {
        null => server.AdministratorToken,
        "limited" => server.LimitedToken,
        "invalid" => "invalid",
        _ => Reference().Replace(user, Value),
    };

    private string Value(Match match) =>
        Answers.At(bodies.GetValueOrDefault(int.Parse(match.Groups[1].Value)), match.Groups[2].Value)?.ToString() ?? "";

    private JsonNode? Resolve(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map.ToList()) map[name] = Resolve(value?.DeepClone());
                return map;
            case JsonArray list:
                return new JsonArray([.. list.Select(item => Resolve(item?.DeepClone()))]);
            case JsonValue plain when plain.TryGetValue<string>(out var text) && text.Contains("${step", StringComparison.Ordinal):
                return JsonValue.Create(Reference().Replace(text, Value));
            default: return node;
        }
    }
}
