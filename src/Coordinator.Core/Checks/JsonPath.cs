using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Coordinator.Core.Checks;

/// <summary>
/// The part of JSONPath (RFC 9535) that the format accepts: <c>$</c>, <c>.name</c>, <c>['name']</c>, <c>[0]</c>, <c>[-1]</c>,
/// <c>.*</c> and <c>[*]</c>.
/// </summary>
public static class JsonPath
{
    /// <summary>Nodes at most: what matches more often is cut.</summary>
    public const int MaximumNodes = 10_000;

    /// <summary>The nodes at a path, in the document's order; none where nothing is there. A JSON null is a null node.</summary>
    /// <exception cref="FormatException">Not a path of this form.</exception>
    public static ImmutableArray<JsonNode?> Find(JsonNode? document, string path)
    {
        IEnumerable<JsonNode?> found = [document];
        foreach (var step in Steps(path))
        {
            found = found.SelectMany(node => Children(node, step)).Take(MaximumNodes);
        }

        return [.. found];
    }

    private static IEnumerable<JsonNode?> Children(JsonNode? node, Step step) => (node, step) switch
    {
        (JsonObject parent, { IsAll: true }) => parent.Select(pair => pair.Value),
        (JsonArray list, { IsAll: true }) => list,
        (JsonObject parent, { Name: { } name }) => parent.TryGetPropertyValue(name, out var child) ? [child] : [],
        (JsonArray list, { Index: { } index }) => At(list, index),
        _ => [],
    };

    private static JsonNode?[] At(JsonArray list, int index)
    {
        var at = index < 0 ? list.Count + index : index;
        return at >= 0 && at < list.Count ? [list[at]] : [];
    }

    private static IEnumerable<Step> Steps(string path)
    {
        if (!path.StartsWith('$'))
        {
            throw new FormatException($"'{path}' does not begin with $");
        }

        for (var at = 1; at < path.Length;)
        {
            yield return path[at] switch
            {
                '.' => Dotted(path, ref at),
                '[' => Bracketed(path, ref at),
                _ => throw new FormatException($"'{path}' is no JSONPath: unexpected '{path[at]}'"),
            };
        }
    }

    private static Step Dotted(string path, ref int at)
    {
        var begin = ++at;
        while (at < path.Length && path[at] is not ('.' or '['))
        {
            at++;
        }

        var name = path[begin..at];
        return name is "*" ? new Step(IsAll: true) : name.Length > 0 ? new Step(Name: name)
            : throw new FormatException($"'{path}' has an empty name");
    }

    private static Step Bracketed(string path, ref int at)
    {
        var begin = ++at;
        if (at < path.Length && path[at] is '\'' or '"')
        {
            return new Step(Name: Quoted(path, ref at));
        }

        var end = path.IndexOf(']', begin);
        var inside = end < 0 ? "" : path[begin..end];
        at = end + 1;
        return inside is "*" ? new Step(IsAll: true)
            : int.TryParse(inside, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) ? new Step(Index: index)
            : throw new FormatException($"'{path}' is no JSONPath: '[{inside}' is neither a name, a number nor *");
    }

    private static string Quoted(string path, ref int at)
    {
        var quote = path[at++];
        var name = new StringBuilder();
        while (at < path.Length && path[at] != quote)
        {
            at += path[at] is '\\' && at + 1 < path.Length ? 1 : 0;
            name.Append(path[at++]);
        }

        at++;
        if (at >= path.Length || path[at++] is not ']')
        {
            throw new FormatException($"'{path}' has a bracket that is not closed");
        }

        return name.ToString();
    }

    private sealed record Step(string? Name = null, int? Index = null, bool IsAll = false);
}
