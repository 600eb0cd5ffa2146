using System.Text.Json.Nodes;
using Coordinator.Formats.Fields;
using Coordinator.Formats.Syntax;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Release;

/// <summary>A metric's limit: a number, or a duration that is kept in seconds.</summary>
internal sealed class LimitShape : Shape<double>
{
    public static readonly LimitShape Instance = new();

    private static readonly DurationShape Duration = DurationShape.Of("0s", "24h");

    public override string Note =>
        "A number (a share, seconds, a count or the query's unit); for `latency` and `probe` also a duration.";

    public override bool TryRead(SourceNode node, ReadPoint at, out double value)
    {
        value = 0;
        if (node is not ScalarNode { Value: string })
            return Numbers.Finite.TryRead(node, at, out value);
        if (!Duration.TryRead(node, at, out var duration))
            return false;
        value = duration.TotalSeconds;
        return true;
    }

    public override JsonNode? Write(double value) => JsonValue.Create(value);

    public override JsonObject Schema(SortedDictionary<string, JsonObject> definitions) => new()
    {
        ["oneOf"] = new JsonArray(
            Numbers.Finite.Schema(definitions),
            new JsonObject { ["type"] = "string", ["pattern"] = Durations.Pattern }),
    };
}
