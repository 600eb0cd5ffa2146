using System.Text.Json.Nodes;
using Coordinator.Simulator.CustomResources;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Validation;

/// <summary>What the schema, the columns and the subresources of a definition's versions may not have.</summary>
internal static class DefinitionSchemaRules
{
    private const int MaxDepth = 64;

    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];

    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];

    /// <summary>What all versions have alike the server keeps, and tells of, in one place.</summary>
    public static void Check(List<JsonObject> versions, List<FieldProblem> problems)
    {
        var at = Places(versions, "schema", "spec.validation", version => version + ".schema");
        var columns = Places(versions, "additionalPrinterColumns", "spec.additionalPrinterColumns", version => version + ".additionalPrinterColumns");
        var scales = Places(versions, "subresources", "spec.subresources", version => version + ".subresources");
        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].Object("schema", "openAPIV3Schema") is not { } schema)
                problems.Add(FieldProblem.Required($"spec.versions[{i}].schema.openAPIV3Schema"));
            else if (at[i] is { } place) Root(schema, place + ".openAPIV3Schema", problems);
            if (columns[i] is { } list) Columns(versions[i], list, problems);
            if (scales[i] is not { } sub || versions[i].Object("subresources", "scale") is not { } scale) continue;
            foreach (var path in (string[])["specReplicasPath", "statusReplicasPath"])
            {
                if (scale.Text(path) is null) problems.Add(FieldProblem.Required($"{sub}.scale.{path}"));
            }
        }
    }

    /// <summary>Where each version's part is checked; null where another's stands for it.</summary>
    private static List<string?> Places(List<JsonObject> versions, string part, string shared, Func<string, string> own)
    {
        var alike = versions.TrueForAll(version => JsonNode.DeepEquals(version[part], versions[0][part]));
        return [.. versions.Select((_, i) => alike ? (i == 0 ? shared : null) : own($"spec.versions[{i}]"))];
    }

    private static void Root(JsonObject schema, string at, List<FieldProblem> problems)
    {
        if (schema.Text("type") is not { } type) problems.Add(FieldProblem.Required(at + ".type", "must not be empty at the root"));
        else if (type != "object") problems.Add(FieldProblem.Invalid(at + ".type", type, "must be object at the root"));
        else Node(schema, at, problems, 0);
    }

    private static void Node(JsonObject schema, string at, List<FieldProblem> problems, int depth)
    {
        if (depth > MaxDepth)
        {
            problems.Add(FieldProblem.Forbidden(at, "the schema is nested too deeply"));
            return;
        }

        Typed(schema, at, problems);
        if (schema.Text("type") == "array" && schema.Object("items") is null) problems.Add(FieldProblem.Required(at + ".items", "must be specified"));
        if (schema.Text("x-kubernetes-list-type") == "map" && schema.Array("x-kubernetes-list-map-keys") is not { Count: > 0 })
            problems.Add(FieldProblem.Required(at + ".x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"));
        if (schema.Object("properties") is not null && schema["additionalProperties"] is not null and not JsonValue)
            problems.Add(FieldProblem.Forbidden(at + ".additionalProperties", "additionalProperties and properties are mutual exclusive"));
        Default(schema, at, problems);
        foreach (var (name, child) in (schema.Object("properties") ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (child is JsonObject property) Node(property, $"{at}.properties[{name}]", problems, depth + 1);
        }

        if (schema.Object("items") is { } items) Node(items, at + ".items", problems, depth + 1);
        if (schema.Object("additionalProperties") is { } additional) Node(additional, at + ".additionalProperties", problems, depth + 1);
    }

    private static void Typed(JsonObject schema, string at, List<FieldProblem> problems)
    {
        var free = schema.Flag("x-kubernetes-int-or-string") is true || schema.Flag("x-kubernetes-preserve-unknown-fields") is true;
        if (schema.Text("type") is not { } type)
        {
            if (!free) problems.Add(FieldProblem.Required(at + ".type", $"must not be empty for specified {Part(at)}"));
        }
        else if (!Types.Contains(type)) problems.Add(FieldProblem.NotSupported(at + ".type", FieldProblem.Quote(type), Types));
    }

    private static string Part(string at) => at.EndsWith(".items", StringComparison.Ordinal) ? "array items" : "object fields";

    private static void Default(JsonObject schema, string at, List<FieldProblem> problems)
    {
        if (schema["default"] is not { } value || !Types.Contains(schema.Text("type"))) return;
        var found = new List<FieldProblem>();
        new SchemaCheck(found).Check(StructuralSchema.Of(schema), value, "");
        problems.AddRange(found.Select(problem => problem with { Field = problem.Field.Length == 0 ? at + ".default" : $"{at}.default.{problem.Field}" }));
    }

    private static void Columns(JsonObject version, string at, List<FieldProblem> problems)
    {
        var place = 0;
        foreach (var column in version.Objects("additionalPrinterColumns"))
        {
            var field = $"{at}[{place}]";
            if (column.Text("name") is null) problems.Add(FieldProblem.Required(field + ".name"));
            if (column.Text("type") is not { } type) problems.Add(FieldProblem.Required(field + ".type", $"must be one of {string.Join(",", ColumnTypes)}"));
            else if (!ColumnTypes.Contains(type)) problems.Add(FieldProblem.Invalid(field + ".type", type, $"must be one of {string.Join(",", ColumnTypes)}"));
            if (column.Text("jsonPath") is not { } path) problems.Add(FieldProblem.Required(field + ".JSONPath"));
            else if (!path.StartsWith('.')) problems.Add(FieldProblem.Invalid(field + ".JSONPath", path, "must be a simple json path starting with ."));
            place++;
        }
    }
}
