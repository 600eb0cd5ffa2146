using System.Text.Json.Nodes;
using Coordinator.Formats.Fields;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Release;

/// <summary>The word <c>auto</c>, or a list of waves.</summary>
internal sealed class WavesShape : Shape<WavesValue>
{
    private const string AutoWord = "auto";

    public override string Note => "Or `auto`: ascending capacity, each wave at most twice the one before.";

    public override bool TryRead(SourceNode node, ReadPoint at, out WavesValue value)
    {
        value = new(true, []);
        if (node is ScalarNode { Value: string word })
            return word == AutoWord
                || at.Fail(node, FormatErrorCodes.UnknownValue, $"`{word}` is neither a list of waves nor `auto`");
        if (node is not SequenceNode)
            return at.WrongType(node, "a list of waves or `auto`");
        var usable = WaveShape.List.TryRead(node, at, out var waves);
        value = new(false, waves);
        return usable;
    }

    public override JsonNode? Write(WavesValue value) => value.Auto ? JsonValue.Create(AutoWord)
        : WaveShape.List.Write(value.Waves);

    public override JsonObject Schema(SortedDictionary<string, JsonObject> definitions) => new()
    {
        ["oneOf"] = new JsonArray(
            new JsonObject { ["type"] = "string", ["enum"] = new JsonArray(AutoWord) },
            WaveShape.List.Schema(definitions)),
    };
}
