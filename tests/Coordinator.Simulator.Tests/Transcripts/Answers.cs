using System.Text.Json.Nodes;

namespace Coordinator.Simulator.Tests.Transcripts;

/// <summary>Reads and reduces answers before they are compared.</summary>
internal static class Answers
{
    public static JsonNode? At(JsonNode? node, string pointer)
    {
        foreach (var raw in pointer.Split('/').Skip(1))
        {
            var segment = raw.Replace("~1", "/").Replace("~0", "~");
            node = node switch
            {
                JsonObject map => map[segment],
                JsonArray list when segment.IndexOf('=') is var at and > 0 =>
                    list.FirstOrDefault(item => item?[segment[..at]]?.ToString() == segment[(at + 1)..]),
                JsonArray list when int.TryParse(segment, out var index) && index < list.Count => list[index],
                _ => null,
            };
        }

        return node;
    }

    public static void Remove(JsonNode? node, string pointer)
    {
        var slash = pointer.LastIndexOf('/');
        var last = pointer[(slash + 1)..].Replace("~1", "/").Replace("~0", "~");
        if (At(node, pointer[..slash]) is JsonObject map) map.Remove(last);
    }

    /// <summary>Drops what depends on the node and its kubelet.</summary>
    public static JsonNode? Reduce(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map.ToList())
                {
                    if (value is null || name.StartsWith("topology.kubernetes.io/", StringComparison.Ordinal)) map.Remove(name);
                    else if (name == "managedFields" && value is JsonArray entries) ReduceEntries(map, entries);
                    else if (name == "endpoints" && value is JsonArray endpoints)
                    {
                        foreach (var endpoint in endpoints.OfType<JsonObject>())
                        {
                            endpoint.Remove("zone");
                            endpoint.Remove("hints");
                        }
                    }

                    Reduce(map[name]);
                }

                break;
            case JsonArray list:
                foreach (var item in list) Reduce(item);
                break;
        }

        return node;
    }

    private static void ReduceEntries(JsonObject owner, JsonArray entries)
    {
        foreach (var entry in entries.OfType<JsonObject>().ToList())
        {
            var manager = entry["manager"]?.ToString() ?? "";
            var left = manager.Contains("kubelet", StringComparison.Ordinal) || manager.Contains("scheduler", StringComparison.Ordinal);
            if (left) entries.Remove(entry);
            else entry.Remove("time");
        }

        if (entries.Count == 0) owner.Remove("managedFields");
    }
}
