using System.Text.Json.Nodes;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Fields;

/// <summary>A mapping of Kubernetes' own, kept as it is.</summary>
internal sealed class JsonObjectShape(string noun) : Shape<JsonObject>
{
    public override bool TryRead(SourceNode node, ReadPoint at, out JsonObject value)
    {
        value = [];
        if (node is not MappingNode mapping)
            return at.WrongType(node, noun);
        value = SourceJson.Object(mapping, at.Path, at.Errors);
        return true;
    }

    public override JsonNode? Write(JsonObject value) => value.DeepClone();

    public override JsonObject Schema(SortedDictionary<string, JsonObject> definitions) => new() { ["type"] = "object" };
}
