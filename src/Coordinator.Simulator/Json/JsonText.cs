using System.Text.Json;
using System.Text.Json.Nodes;

namespace Coordinator.Simulator.Json;

/// <summary>Reads JSON in which a field may stand twice: the last one counts, and which were repeated is told.</summary>
internal static class JsonText
{
    /// <summary>The value of a text; null for the JSON null. Text that is no JSON is a <see cref="JsonException"/>.</summary>
    public static JsonNode? Parse(ReadOnlySpan<byte> text, JsonDocumentOptions options, List<string>? repeated = null)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = options.MaxDepth });
        using var document = JsonDocument.ParseValue(ref reader);
        if (reader.Read()) throw new JsonException("more follows the value");
        return Node(document.RootElement, "", repeated);
    }

    private static JsonNode? Node(JsonElement element, string path, List<string>? repeated)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new JsonObject();
                foreach (var property in element.EnumerateObject())
                {
                    var at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
                    if (map.ContainsKey(property.Name)) repeated?.Add(at);
                    map[property.Name] = Node(property.Value, at, repeated);
                }

                return map;
            case JsonValueKind.Array:
                var list = new JsonArray();
                foreach (var item in element.EnumerateArray()) list.Add(Node(item, $"{path}[{list.Count}]", repeated));
                return list;
            case JsonValueKind.Null: return null;
            case JsonValueKind.String: return JsonValue.Create(element.GetString());
            case JsonValueKind.True or JsonValueKind.False: return JsonValue.Create(element.GetBoolean());
            default: return element.TryGetInt64(out var whole) ? JsonValue.Create(whole) : JsonValue.Create(element.Clone());
        }
    }
}
