using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Tables;

namespace Coordinator.Simulator.CustomResources;

/// <summary>The columns that a definition gives its resources.</summary>
internal static class CustomColumns
{
    private static readonly JsonObject Age = new() { ["name"] = "Age", ["type"] = "date", ["jsonPath"] = ".metadata.creationTimestamp" };

    public static Column[] Of(JsonObject version)
    {
        var columns = version.Objects("additionalPrinterColumns").ToList();
        return [Columns.Name, .. (columns.Count == 0 ? [Age] : columns).Select(Column)];
    }

    private static Column Column(JsonObject column)
    {
        var path = JsonPath.Parse(column.Text("jsonPath") ?? "");
        var type = column.Text("type") ?? "string";
        var name = column.Text("name") ?? "";
        return new(name, type, column.Text("description") ?? $"Custom resource definition column (in JSONPath format): {column.Text("jsonPath")}",
            (item, now) => Cell(path.Find(item), type, now))
        { Priority = (int)(column.Whole("priority") ?? 0), Format = column.Text("format") ?? "" };
    }

    private static JsonNode? Cell(List<JsonNode> found, string type, DateTimeOffset now)
    {
        if (found.Count == 0) return null;
        return type switch
        {
            "integer" => found[0].Whole() is { } whole ? JsonValue.Create(whole) : null,
            "number" => found[0] is JsonValue value && value.TryGetValue<double>(out var number) ? JsonValue.Create(number) : null,
            "boolean" => found[0].Flag() is { } flag ? JsonValue.Create(flag) : null,
            "date" => Ages.Instant(found[0]) is { } at ? JsonValue.Create(Ages.Of(now - at)) : JsonValue.Create("<invalid>"),
            _ => JsonValue.Create(string.Join(' ', found.Select(node => node.Text() ?? node.ToJsonString()))),
        };
    }
}
