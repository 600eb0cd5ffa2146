using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Schemas;

namespace Coordinator.Simulator.Apply;

/// <summary>
/// What server-side apply finds in an object that is not of its kind's type, before anything else is looked at. The real server
/// answers 500 here, whatever the client says of fields that are unknown.
/// </summary>
internal sealed class AppliedTypes
{
    private readonly List<string> problems = [];

    /// <summary>Refuses an object with unknown fields, values of another type or two list elements of one key.</summary>
    public static void Check(ApiKind kind, JsonObject body)
    {
        var types = new AppliedTypes();
        types.Look(SchemaTable.Of(kind), body, "");
        if (types.problems.Count == 0) return;
        var name = $"{body.Text("metadata", "namespace")}/{body.Text("metadata", "name")}; {kind.Group}/{kind.Version}, Kind={kind.Name}";
        var said = types.problems is [var one] ? one : "errors:" + string.Concat(types.problems.Select(problem => $"\n  {problem}"));
        throw new StatusError(500, null, $"failed to create typed patch object ({name}): {said}");
    }

    private void Look(FieldType type, JsonNode? value, string path)
    {
        if (value is null) return;
        switch (type.Form)
        {
            case FieldForm.Struct or FieldForm.Map:
                if (value is JsonObject map) Fields(type, map, path);
                else problems.Add($"{path}: expected map, got &{{{Shown(value)}}}");
                break;
            case FieldForm.List:
                if (value is JsonArray list) Elements(type, list, path);
                else problems.Add($"{path}: expected list, got &{{{Shown(value)}}}");
                break;
            case FieldForm.Text or FieldForm.Bytes when value.Text() is null:
                problems.Add($"{path}: expected string, got &value.valueUnstructured{{Value:{Shown(value)}}}");
                break;
            case FieldForm.Whole or FieldForm.Number when value is not JsonValue || value.Text() is not null || value.Flag() is not null:
                problems.Add($"{path}: expected numeric (int or float), got {GoType(value)}");
                break;
            case FieldForm.Flag when value.Flag() is null:
                problems.Add($"{path}: expected boolean, got {GoType(value)}");
                break;
        }
    }

    private void Fields(FieldType type, JsonObject map, string path)
    {
        foreach (var (name, value) in map)
        {
            if (type.Field(name) is { } field) Look(field, value, $"{path}.{name}");
            else problems.Add($"{path}.{name}: field not declared in schema");
        }
    }

    private void Elements(FieldType type, JsonArray list, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not { } item) continue;
            var at = type.IsGranular(list) ? Key(FieldSegments.Segment(type, item)) : $"[{i}]";
            if (type.IsGranular(list) && !seen.Add(at)) problems.Add($"{path}: duplicate entries for key {at}");
            Look(type.Element, item, path + at);
        }
    }

    private static string Key(string segment) => segment[0] == 'v' ? $"[{segment[2..]}]"
        : $"[{string.Join(",", ((JsonObject)JsonNode.Parse(segment[2..])!).Select(pair => $"{pair.Key}={pair.Value?.ToJsonString()}"))}]";

    private static string Shown(JsonNode value) => value.Text() ?? value.ToJsonString();

    private static string GoType(JsonNode value) => value switch
    {
        JsonObject => "map[string]interface {}",
        JsonArray => "[]interface {}",
        _ => value.Text() is not null ? "string" : value.Flag() is not null ? "bool" : value.Whole() is not null ? "int64" : "float64",
    };
}
