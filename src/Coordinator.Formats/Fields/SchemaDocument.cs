using System.Text.Json.Nodes;

namespace Coordinator.Formats.Fields;

/// <summary>The JSON Schema of a document, made from its table of fields.</summary>
internal static class SchemaDocument
{
    /// <summary>Draft-07: the newest that the common editors and validators all read.</summary>
    public static JsonObject Of<T>(ObjectShape<T> shape, string id)
    {
        var definitions = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        var root = shape.Definition(definitions);
        var schema = new JsonObject { ["$schema"] = "http://json-schema.org/draft-07/schema#", ["$id"] = id };
        foreach (var (key, item) in root)
            schema[key] = item?.DeepClone();
        schema["definitions"] = new JsonObject(definitions.Select(entry =>
            KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)));
        return schema;
    }
}
