using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.CustomResources;

/// <summary>
/// As much of kubectl's JSONPath as columns are written in: fields, <c>['field']</c>, <c>[0]</c>, <c>[*]</c> and
/// <c>[?(@.field=="value")]</c>. Anything else finds nothing.
/// </summary>
internal sealed partial class JsonPath
{
    private readonly List<Func<JsonNode, IEnumerable<JsonNode?>>> steps = [];

    [GeneratedRegex("""\G(?:\.(?<field>[A-Za-z0-9_\-/\\]+(?:\\\.[A-Za-z0-9_\-/]+)*)|\[['"](?<quoted>[^'"]*)['"]\]|\[(?<index>-?\d{1,9})\]|(?<all>\[\*\])|\[\?\(@\.(?<key>[A-Za-z0-9_.\-]+)\s*==\s*['"](?<value>[^'"]*)['"]\)\])""")]
    private static partial Regex Step();

    public static JsonPath Parse(string text)
    {
        var path = new JsonPath();
        var at = 0;
        while (at < text.Length)
        {
            var match = Step().Match(text, at);
            if (!match.Success)
            {
                path.steps.Add(_ => []);
                return path;
            }

            path.steps.Add(StepOf(match));
            at += match.Length;
        }

        return path;
    }

    public List<JsonNode> Find(JsonNode root)
    {
        var found = new List<JsonNode> { root };
        foreach (var step in steps) found = [.. found.SelectMany(step).OfType<JsonNode>()];
        return found;
    }

    private static Func<JsonNode, IEnumerable<JsonNode?>> StepOf(Match match)
    {
        if (match.Groups["field"].Success) return Field(match.Groups["field"].Value.Replace("\\.", ".", StringComparison.Ordinal));
        if (match.Groups["quoted"].Success) return Field(match.Groups["quoted"].Value);
        if (match.Groups["index"].Success) return Index(int.Parse(match.Groups["index"].Value));
        if (match.Groups["all"].Success) return node => node is JsonArray list ? list : node is JsonObject map ? map.Select(pair => pair.Value) : [];
        var key = match.Groups["key"].Value.Split('.');
        var value = match.Groups["value"].Value;
        return node => node is JsonArray list ? list.Where(item => item.At(key) is { } found && (found.Text() ?? found.ToJsonString()) == value) : [];
    }

    private static Func<JsonNode, IEnumerable<JsonNode?>> Field(string name) => node => [node.At(name)];

    private static Func<JsonNode, IEnumerable<JsonNode?>> Index(int index) => node =>
        node is JsonArray list && (index < 0 ? index + list.Count : index) is var at && at >= 0 && at < list.Count ? [list[at]] : [];
}
