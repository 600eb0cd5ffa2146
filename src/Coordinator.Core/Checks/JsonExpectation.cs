using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Coordinator.Core.Checks;

/// <summary>What the values at a JSONPath must be; every condition given must hold, and something must be there.</summary>
/// <param name="Path">The path.</param>
/// <param name="EqualTo">Value that each must equal; null = not asked.</param>
/// <param name="MinItems">Least number: of the elements of one list, else of the nodes; null = not asked.</param>
/// <param name="Min">Least number that each may be; null = not asked.</param>
/// <param name="Max">Greatest number that each may be; null = not asked.</param>
public sealed record JsonExpectation(
    string Path, JsonNode? EqualTo = null, int? MinItems = null, double? Min = null, double? Max = null)
{
    private const int MaximumShown = 80;

    /// <summary>What does not hold, for people; null where all does.</summary>
    public string? Judge(JsonNode? document)
    {
        var nodes = JsonPath.Find(document, Path);
        if (nodes.IsEmpty)
        {
            return $"there is nothing at {Path}";
        }

        if (MinItems is { } least && Count(nodes) < least)
        {
            return $"{Path} has {Count(nodes)} items, expected at least {least}";
        }

        if (EqualTo is { } wanted && nodes.FirstOrDefault(node => !IsEqual(node, wanted), wanted) is var other && !IsEqual(other, wanted))
        {
            return $"{Path} is {Shown(other)}, expected {Shown(wanted)}";
        }

        return Min is null && Max is null ? null : nodes.Select(JudgeNumber).FirstOrDefault(wrong => wrong is not null);
    }

    private static int Count(ImmutableArray<JsonNode?> nodes) => nodes is [JsonArray list] ? list.Count : nodes.Length;

    /// <summary>1 and 1.0 are the same number; a text is never a number.</summary>
    private static bool IsEqual(JsonNode? found, JsonNode wanted) =>
        Number(found) is { } left && Number(wanted) is { } right ? left.Equals(right) : JsonNode.DeepEquals(found, wanted);

    private string? JudgeNumber(JsonNode? node) => Number(node) switch
    {
        null => $"{Path} is {Shown(node)}, expected a number",
        { } value when value < Min => FormattableString.Invariant($"{Path} is {value}, expected at least {Min}"),
        { } value when value > Max => FormattableString.Invariant($"{Path} is {value}, expected at most {Max}"),
        _ => null,
    };

    private static double? Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() is JsonValueKind.Number
            && double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Shown(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length <= MaximumShown ? text : text[..(MaximumShown - 1)] + "…";
    }
}
