using System.Text.Json.Nodes;
using Coordinator.Formats.Syntax;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Fields;

/// <summary>A value to compare with: a text, number, truth value, list or mapping.</summary>
internal sealed class AnyShape : Shape<JsonNode>
{
    public static readonly AnyShape Instance = new();

    public override string Note => $"The placeholders {Placeholders.List} are filled in where it is a text.";

    public override bool TryRead(SourceNode node, ReadPoint at, out JsonNode value)
    {
        value = "";
        if (node is ScalarNode { Value: string } && !Texts.Template.TryRead(node, at, out _))
            return false;
        var before = at.Errors.Count;
        if (SourceJson.ToJson(node, at.Path, at.Errors) is not { } json)
            return at.Errors.Count == before && at.WrongType(node, "a value");
        value = json;
        return true;
    }

    public override JsonNode? Write(JsonNode value) => value.DeepClone();

    public override JsonObject Schema(SortedDictionary<string, JsonObject> definitions) =>
        new() { ["type"] = new JsonArray("string", "number", "boolean", "array", "object") };
}
