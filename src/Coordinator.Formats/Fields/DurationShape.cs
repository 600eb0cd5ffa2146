using System.Text.Json.Nodes;
using Coordinator.Core;
using Coordinator.Formats.Syntax;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Fields;

/// <summary>A duration within limits, both included.</summary>
internal sealed class DurationShape(TimeSpan least, TimeSpan greatest) : Shape<TimeSpan>
{
    public override string Note => $"{DurationText.Of(least)} to {DurationText.Of(greatest)}.";

    /// <summary>A range as files write it: <c>Of("1s", "24h")</c>.</summary>
    public static DurationShape Of(string least, string greatest) =>
        Durations.TryParse(least, out var from) && Durations.TryParse(greatest, out var to)
            ? new(from, to)
            : throw new FormatException($"{least}, {greatest}");

    public override bool TryRead(SourceNode node, ReadPoint at, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        if (node is not ScalarNode { Value: not (null or bool) } scalar)
            return at.WrongType(node, "a duration like `30s`, `5m` or `1h30m`");
        if (scalar.Value is not string)
            return at.Fail(node, FormatErrorCodes.BadDuration,
                $"a duration needs a unit: `{scalar.Text}s`, `{scalar.Text}m` or `{scalar.Text}ms`");
        if (!Durations.TryParse(scalar.Text, out value))
            return at.Fail(node, FormatErrorCodes.BadDuration,
                $"`{scalar.Text}` is no duration like `30s`, `5m`, `24h`, `100ms` or `1h30m`");
        return (value >= least && value <= greatest)
            || at.Fail(node, FormatErrorCodes.DurationRange,
                $"{scalar.Text} is not within {DurationText.Of(least)} to {DurationText.Of(greatest)}");
    }

    public override JsonNode? Write(TimeSpan value) => JsonValue.Create(DurationText.Of(value));

    public override JsonObject Schema(SortedDictionary<string, JsonObject> definitions) =>
        new() { ["type"] = "string", ["pattern"] = Durations.Pattern };
}
