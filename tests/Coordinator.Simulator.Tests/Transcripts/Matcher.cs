using System.Text.Json;
using System.Text.Json.Nodes;

namespace Coordinator.Simulator.Tests.Transcripts;

/// <summary>Compares an answer with what was recorded, as the transcripts' README says.</summary>
internal sealed class Matcher
{
    private const string Etc = "${etc}";
    private const int MaxBranches = 20_000;

    private static readonly HashSet<string> Unordered = ["conditions", "managedFields", "endpoints", "addresses", "causes"];

    private int branches;
    private int deepest;

    /// <summary>The deepest difference met, for the message of a failed test.</summary>
    public string Difference { get; private set; } = "";

    public Bindings? Match(JsonNode? expected, JsonNode? actual, Bindings bindings, string path = "")
    {
        if (++branches > MaxBranches) return Differs(path, "too many ways to compare");
        switch (expected)
        {
            case null: return actual is null ? bindings : Differs(path, $"unexpected {Show(actual)}");
            case JsonObject map when actual is JsonObject other: return Maps(map, other, bindings, path);
            case JsonArray list when actual is JsonArray others: return Lists(list, others, bindings, path);
            case JsonObject or JsonArray: return Differs(path, $"expected {Show(expected)}, got {Show(actual)}");
        }

        if (expected.GetValueKind() == JsonValueKind.String && Bindings.IsTemplate((string)expected!))
        {
            var template = (string)expected!;
            if (template == "${any}") return bindings;
            if (actual is null or JsonObject or JsonArray) return Differs(path, $"expected {template}, got {Show(actual)}");
            var text = actual.GetValueKind() == JsonValueKind.String ? (string)actual! : actual.ToJsonString();
            return bindings.Match(template, text) ?? Differs(path, $"expected {template} ({Known(template, bindings)}), got {Show(actual)}");
        }

        return JsonNode.DeepEquals(expected, actual) ? bindings : Differs(path, $"expected {Show(expected)}, got {Show(actual)}");
    }

    private static string Known(string template, Bindings bindings) =>
        string.Join(", ",
        bindings.Values.Where(pair => template.Contains(pair.Key, StringComparison.Ordinal)).Select(pair => $"{pair.Key}={pair.Value}"));

    private static string Show(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "nothing";
        return text.Length > 600 ? text[..600] + "…" : text;
    }

    private Bindings? Differs(string path, string what)
    {
        var depth = path.Count(character => character == '/');
        if (depth >= deepest) Difference = $"{(path.Length == 0 ? "/" : path)}: {what}";
        deepest = Math.Max(deepest, depth);
        return null;
    }

    private Bindings? Maps(JsonObject expected, JsonObject actual, Bindings bindings, string path)
    {
        var left = actual.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value);
        Bindings? result = bindings;
        // Plain keys first: they bind what the others need.
        foreach (var (key, value) in expected.OrderBy(pair => Bindings.IsTemplate(pair.Key) ? 1 : 0))
        {
            if (key == Etc || value is null) continue;
            if (!Bindings.IsTemplate(key))
            {
                if (!left.Remove(key, out var found)) return Differs($"{path}/{key}", $"missing, expected {Show(value)}");
                result = Match(value, found, result, $"{path}/{key}");
            }
            else
            {
                Bindings? bound = null;
                var name = left.Keys.FirstOrDefault(candidate => (bound = result.Match(key, candidate)) is not null);
                if (name is null) return Differs($"{path}/{key}", "no such key");
                left.Remove(name, out var found);
                result = Match(value, found, bound!, $"{path}/{key}");
            }

            if (result is null) return null;
        }

        if (left.Count == 0 || expected.ContainsKey(Etc)) return result;
        return Differs($"{path}/{left.Keys.First()}", $"unexpected {Show(left.Values.First())}");
    }

    private Bindings? Lists(JsonArray expected, JsonArray actual, Bindings bindings, string path)
    {
        var field = path[(path.LastIndexOf('/') + 1)..];
        var open = expected.Any(item => item is JsonValue value && value.TryGetValue<string>(out var text) && text == Etc);
        var wanted = expected.Where(item => !(item is JsonValue value && value.TryGetValue<string>(out var text) && text == Etc)).ToList();
        if (open ? wanted.Count > actual.Count : wanted.Count != actual.Count)
            return Differs(path, $"expected {wanted.Count} elements, got {actual.Count}: {Show(actual)}");
        var free = open || Unordered.Contains(field) || (field is "items" or "rows" && wanted.Exists(HasChosenName));
        if (free) return Any(wanted, 0, [.. actual], bindings, path);
        Bindings? result = bindings;
        for (var i = 0; i < wanted.Count && result is not null; i++) result = Match(wanted[i], actual[i], result, $"{path}/{i}");
        return result;
    }

    private static bool HasChosenName(JsonNode? item) =>
        (item?["metadata"]?["name"] ?? item?["object"]?["metadata"]?["name"]) is JsonValue name && Bindings.IsTemplate(name.ToString());

    public Bindings? Any(List<JsonNode?> wanted, int at, List<JsonNode?> left, Bindings bindings, string path)
    {
        if (at == wanted.Count) return bindings;
        foreach (var candidate in left.ToList())
        {
            if (Match(wanted[at], candidate, bindings, $"{path}/{at}") is not { } bound) continue;
            var rest = left.ToList();
            rest.Remove(candidate);
            if (Any(wanted, at + 1, rest, bound, path) is { } result) return result;
        }

        return null;
    }
}
