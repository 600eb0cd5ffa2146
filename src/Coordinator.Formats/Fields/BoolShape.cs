using System.Text.Json.Nodes;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Fields;

/// <summary>A truth value.</summary>
internal sealed class BoolShape : Shape<bool>
{
    public static readonly BoolShape Instance = new();

    public override bool TryRead(SourceNode node, ReadPoint at, out bool value)
    {
        value = node is ScalarNode { Value: true };
        return node is ScalarNode { Value: bool } || at.WrongType(node, "`true` or `false`");
    }

    public override JsonNode? Write(bool value) => JsonValue.Create(value);

    public override JsonObject Schema(SortedDictionary<string, JsonObject> definitions) => new() { ["type"] = "boolean" };
}
