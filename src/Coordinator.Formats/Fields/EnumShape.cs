using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Formats.Syntax;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Fields;

/// <summary>One of the names of an enumeration, in camelCase.</summary>
/// <param name="allowed">The values that are taken here; none = all.</param>
internal sealed class EnumShape<T>(params T[] allowed) : Shape<T>
    where T : struct, Enum
{
    private readonly Dictionary<string, T> byName =
        (allowed.Length > 0 ? allowed : Enum.GetValues<T>()).ToDictionary(Name, StringComparer.Ordinal);

    public override bool TryRead(SourceNode node, ReadPoint at, out T value)
    {
        value = default;
        var words = string.Join(", ", byName.Keys);
        if (node is not ScalarNode { Value: string text })
            return at.WrongType(node, $"one of {words}");
        return byName.TryGetValue(text, out value)
            || at.Fail(node, FormatErrorCodes.UnknownValue, Nearest.Of(text, byName.Keys) is { } near
                ? $"`{text}` is none of {words}; did you mean `{near}`?"
                : $"`{text}` is none of {words}");
    }

    public override JsonNode? Write(T value) => JsonValue.Create(Name(value));

    public override JsonObject Schema(SortedDictionary<string, JsonObject> definitions) =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. byName.Keys.Select(name => JsonValue.Create(name))]) };

    private static string Name(T value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
