using System.Text.Json.Nodes;

namespace Coordinator.Simulator.Json;

/// <summary>Reads and writes values at a path of a JSON tree; what is missing or of another type reads as null.</summary>
internal static class JsonAccess
{
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var segment in path)
        {
            if (node is not JsonObject map || !map.TryGetPropertyValue(segment, out node)) return null;
        }

        return node;
    }

    public static JsonObject? Object(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonObject;

    public static JsonArray? Array(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonArray;

    /// <summary>The objects of an array; nothing when there is none.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonArray)?.OfType<JsonObject>() ?? [];

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static long? Whole(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        if (node.At(path) is not JsonValue value) return null;
        if (value.TryGetValue<long>(out var whole)) return whole;
        if (value.TryGetValue<int>(out var small)) return small;
        return value.TryGetValue<double>(out var number) && double.IsInteger(number) ? (long)number : null;
    }

    public static bool? Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    /// <summary>The object at a path, made where it is missing.</summary>
    public static JsonObject Ensure(this JsonObject node, params ReadOnlySpan<string> path)
    {
        foreach (var segment in path)
        {
            if (node[segment] is not JsonObject next) node[segment] = next = [];
            node = next;
        }

        return node;
    }

    /// <summary>Sets a value where there is none.</summary>
    public static void Default(this JsonObject node, string name, JsonNode? value)
    {
        if (node[name] is null && value is not null) node[name] = value;
    }

    public static T Copy<T>(this T node) where T : JsonNode => (T)node.DeepClone();

    /// <summary>A map of strings; nothing when there is none.</summary>
    public static Dictionary<string, string> Texts(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node.At(path) is not JsonObject map) return texts;
        foreach (var (key, value) in map)
        {
            if (value.Text() is { } text) texts[key] = text;
        }

        return texts;
    }

    public static JsonObject ToJson(this IEnumerable<KeyValuePair<string, string>> texts)
    {
        var map = new JsonObject();
        foreach (var (key, value) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal)) map[key] = value;
        return map;
    }
}
