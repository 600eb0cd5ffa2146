using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Patches;

/// <summary>RFC 6902, with the deviation of the real server: replacing a map key that is missing adds it.</summary>
internal static class JsonPatch
{
    private const int MaxOperations = 10_000;

    public static JsonObject Apply(JsonObject target, JsonNode? patch)
    {
        if (patch is not JsonArray operations) throw StatusError.BadRequest("error decoding patch: a JSON patch is an array");
        if (operations.Count > MaxOperations) throw StatusError.BadRequest("the JSON patch has too many operations");
        JsonNode root = target.Copy();
        foreach (var operation in operations)
        {
            Run(ref root, operation as JsonObject ?? throw StatusError.BadRequest("a JSON patch holds objects"));
        }

        return root as JsonObject ?? throw StatusError.Unprocessable();
    }

    private static void Run(ref JsonNode root, JsonObject operation)
    {
        var path = operation.Text("path") ?? throw StatusError.Unprocessable();
        switch (operation.Text("op"))
        {
            case "add": Put(ref root, path, operation["value"], insert: true); break;
            case "replace": Put(ref root, path, operation["value"], insert: false); break;
            case "remove": Remove(root, path); break;
            case "test":
                if (!Same(Read(root, path, optional: true), operation["value"])) throw StatusError.Unprocessable();
                break;
            case "copy":
                Put(ref root, path, Read(root, operation.Text("from") ?? ""), insert: true);
                break;
            case "move":
                var from = operation.Text("from") ?? throw StatusError.Unprocessable();
                var moved = Read(root, from)?.DeepClone();
                Remove(root, from);
                Put(ref root, path, moved, insert: true);
                break;
            default: throw StatusError.Unprocessable();
        }
    }

    private static bool Same(JsonNode? left, JsonNode? right) => JsonNode.DeepEquals(left, right);

    private static string[] Segments(string path)
    {
        if (path.Length == 0) return [];
        if (path[0] != '/') throw StatusError.Unprocessable();
        return [.. path[1..].Split('/').Select(part => part.Replace("~1", "/").Replace("~0", "~"))];
    }

    private static JsonNode? Read(JsonNode root, string path, bool optional = false)
    {
        JsonNode? node = root;
        foreach (var segment in Segments(path))
        {
            node = node switch
            {
                JsonObject map when map.TryGetPropertyValue(segment, out var value) => value,
                JsonArray list when Index(segment, list.Count - 1) is { } index => list[index],
                _ when optional => null,
                _ => throw StatusError.Unprocessable(),
            };
            if (node is null && optional) return null;
        }

        return node;
    }

    private static void Put(ref JsonNode root, string path, JsonNode? value, bool insert)
    {
        var segments = Segments(path);
        if (segments.Length == 0)
        {
            root = value?.DeepClone() ?? throw StatusError.Unprocessable();
            return;
        }

        var parent = Read(root, path[..path.LastIndexOf('/')]);
        var last = segments[^1];
        switch (parent)
        {
            case JsonObject map: map[last] = value?.DeepClone(); break;
            case JsonArray list when insert && last == "-": list.Add(value?.DeepClone()); break;
            case JsonArray list when insert && Index(last, list.Count) is { } index:
                list.Insert(index, value?.DeepClone());
                break;
            case JsonArray list when !insert && Index(last, list.Count - 1) is { } index:
                list[index] = value?.DeepClone();
                break;
            default: throw StatusError.Unprocessable();
        }
    }

    private static void Remove(JsonNode root, string path)
    {
        var segments = Segments(path);
        if (segments.Length == 0) throw StatusError.Unprocessable();
        var parent = Read(root, path[..path.LastIndexOf('/')]);
        if (parent is JsonObject map && map.Remove(segments[^1])) return;
        if (parent is not JsonArray list || Index(segments[^1], list.Count - 1) is not { } index)
            throw StatusError.Unprocessable();
        list.RemoveAt(index);
    }

    private static int? Index(string segment, int last) =>
        int.TryParse(segment, out var index) && index >= 0 && index <= last ? index : null;
}
