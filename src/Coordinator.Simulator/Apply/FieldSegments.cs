using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Schemas;

namespace Coordinator.Simulator.Apply;

/// <summary>Takes granular values apart into their parts by path segment.</summary>
internal static class FieldSegments
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public readonly record struct Part(string Segment, JsonNode? Value, FieldType Type);

    /// <summary>The parts of a map or keyed list; of a set, its values (without a value of their own).</summary>
    public static IEnumerable<Part> Parts(FieldType type, JsonNode? value)
    {
        if (value is JsonObject map)
        {
            foreach (var (name, part) in map)
            {
                // Only a nullable field of a custom resource is there and null; all else was dropped.
                yield return new("f:" + name, part, type.Field(name) ?? FieldType.Open);
            }
        }
        else if (value is JsonArray list)
        {
            foreach (var item in list)
            {
                if (item is not null) yield return new(Segment(type, item), type.Keys is null ? null : item, type.Element);
            }
        }
    }

    public static string Segment(FieldType list, JsonNode item)
    {
        if (list.Keys is not { } keys) return "v:" + item.ToJsonString(Plain);
        var named = new JsonObject();
        foreach (var key in keys.Order(StringComparer.Ordinal))
        {
            // The one key with a default: a port without a protocol is TCP.
            var value = (item as JsonObject)?[key]?.DeepClone() ?? (key == "protocol" ? "TCP" : null);
            if (value is not null) named[key] = value;
        }

        return "k:" + named.ToJsonString(Plain);
    }
}
