using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Fields;

/// <summary>An instant by RFC 3339, with its offset; kept in UTC.</summary>
internal sealed partial class InstantShape : Shape<DateTimeOffset>
{
    public static readonly InstantShape Instance = new();

    private const string Pattern =
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,7})?(Z|[-+][0-9]{2}:[0-9]{2})$";

    public override bool TryRead(SourceNode node, ReadPoint at, out DateTimeOffset value)
    {
        value = default;
        if (node is not ScalarNode { Value: string text })
            return at.WrongType(node, "an instant like `2026-12-20T00:00:00Z`");
        if (!Form().IsMatch(text) || text.EndsWith('\n')
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out value))
            return at.Fail(node, FormatErrorCodes.BadTime,
                $"`{text}` is no instant like `2026-12-20T00:00:00Z` or `2026-12-20T00:00:00+01:00`");
        value = value.ToUniversalTime();
        return true;
    }

    public override JsonNode? Write(DateTimeOffset value) =>
        JsonValue.Create(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));

    public override JsonObject Schema(SortedDictionary<string, JsonObject> definitions) =>
        new() { ["type"] = "string", ["pattern"] = Pattern };

    [GeneratedRegex(Pattern)]
    private static partial Regex Form();
}
