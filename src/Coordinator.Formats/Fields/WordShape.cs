using System.Text.Json.Nodes;
using Coordinator.Formats.Syntax;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Fields;

/// <summary>One of a few words.</summary>
internal sealed class WordShape(params string[] words) : Shape<string>
{
    public override bool TryRead(SourceNode node, ReadPoint at, out string value)
    {
        value = "";
        var list = string.Join(", ", words);
        if (node is not ScalarNode { Value: string text })
            return at.WrongType(node, $"one of {list}");
        value = text;
        return words.Contains(text)
            || at.Fail(node, FormatErrorCodes.UnknownValue, Nearest.Of(text, words) is { } near
                ? $"`{text}` is none of {list}; did you mean `{near}`?"
                : $"`{text}` is none of {list}");
    }

    public override JsonNode? Write(string value) => JsonValue.Create(value);

    public override JsonObject Schema(SortedDictionary<string, JsonObject> definitions) =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]) };
}
