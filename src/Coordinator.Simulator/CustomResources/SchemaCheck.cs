using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.CustomResources;

/// <summary>What a custom resource has against its schema, in the words of the API server.</summary>
internal sealed class SchemaCheck(List<FieldProblem> problems)
{
    private const int MaxProblems = 100;

    /// <summary>A pattern may take this long: it came from a client.</summary>
    private static readonly TimeSpan PatternTime = TimeSpan.FromSeconds(1);

    public void Check(StructuralSchema schema, JsonNode? value, string path)
    {
        if (problems.Count >= MaxProblems) return;
        if (value is null)
        {
            if (!schema.Nullable && path.Length > 0) Add(FieldProblem.TypeInvalid(path, "null", $"{path} in body must be of type {schema.Type}: \"null\""));
            return;
        }

        if (!TypeFits(schema, value, path)) return;
        switch (value)
        {
            case JsonObject map: Object(schema, map, path); break;
            case JsonArray list: List(schema, list, path); break;
            case JsonValue plain when plain.Text() is { } text: Text(schema, text, path); break;
            case JsonValue plain when Number(plain) is { } number: Range(schema, number, plain, path); break;
        }

        if (schema.Json.Array("enum") is { } allowed && !allowed.Any(one => JsonNode.DeepEquals(one, value)))
        {
            Add(FieldProblem.NotSupported(path, FieldProblem.Show(value), [.. allowed.Select(one => one.Text() ?? one?.ToJsonString() ?? "null")]));
        }
    }

    private static string Child(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private void Add(FieldProblem problem) => problems.Add(problem);

    private bool TypeFits(StructuralSchema schema, JsonNode value, string path)
    {
        var found = Name(value);
        if (schema.IntOrText ? found is "integer" or "string" : Fits(schema.Type, found)) return true;
        var wanted = schema.IntOrText ? "integer,string" : schema.Type;
        Add(FieldProblem.TypeInvalid(path, FieldProblem.Quote(found), $"{path} in body must be of type {wanted}: {FieldProblem.Quote(found)}"));
        return false;
    }

    private static bool Fits(string type, string found) => type.Length == 0 || type == found || (type == "number" && found == "integer");

    private static string Name(JsonNode value) => value switch
    {
        JsonObject => "object",
        JsonArray => "array",
        _ when value.Text() is not null => "string",
        _ when value.Flag() is not null => "boolean",
        _ => value.Whole() is not null ? "integer" : "number",
    };

    private void Object(StructuralSchema schema, JsonObject map, string path)
    {
        if (schema.Json.Whole("maxProperties") is { } most && map.Count > most) Add(FieldProblem.TooMany(path, map.Count, most));
        if (schema.Json.Whole("minProperties") is { } least && map.Count < least)
            Invalid(path, map, $"should have at least {least} properties");
        foreach (var (name, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            // The server checks metadata itself.
            if (path.Length == 0 && name is "metadata" or "apiVersion" or "kind") continue;
            if (schema.Of(name) is { } child) Check(child, value, Child(path, name));
        }

        foreach (var name in schema.Json.Array("required")?.Select(name => name.Text() ?? "") ?? [])
        {
            if (!map.ContainsKey(name)) Add(FieldProblem.Required(Child(path, name)));
        }
    }

    private void List(StructuralSchema schema, JsonArray list, string path)
    {
        if (schema.Json.Whole("maxItems") is { } most && list.Count > most) Add(FieldProblem.TooMany(path, list.Count, most));
        if (schema.Json.Whole("minItems") is { } least && list.Count < least) Invalid(path, JsonValue.Create(list.Count), $"should have at least {least} items");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            if (schema.Items is { } items) Check(items, list[i], $"{path}[{i}]");
            if (Identity(schema, list[i]) is { } identity && !seen.Add(identity)) Add(FieldProblem.Duplicate($"{path}[{i}]", identity));
        }
    }

    /// <summary>What tells an element from the others: its keys, or itself in a set.</summary>
    private static string? Identity(StructuralSchema schema, JsonNode? item)
    {
        if (schema.ListType == "set") return FieldProblem.Show(item);
        if (schema.ListType != "map" || item is not JsonObject map) return null;
        var keys = new JsonObject();
        foreach (var key in schema.ListKeys.Order(StringComparer.Ordinal)) keys[key] = map[key]?.DeepClone();
        return keys.ToJsonString();
    }

    private void Text(StructuralSchema schema, string text, string path)
    {
        if (schema.Json.Whole("maxLength") is { } most && text.Length > most)
            Add(FieldProblem.TooLong(path, $"may not be more than {most} bytes"));
        if (schema.Json.Whole("minLength") is { } least && text.Length < least)
            Invalid(path, JsonValue.Create(text), $"should be at least {least} chars long");
        else if (schema.Json.Text("pattern") is { } pattern && !Matches(pattern, text))
            Invalid(path, JsonValue.Create(text), $"should match '{pattern}'");
        if (schema.Json.Text("format") == "date-time" && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _))
            Add(FieldProblem.TypeInvalid(path, FieldProblem.Quote(text), $"{path} in body must be of type date-time: {FieldProblem.Quote(text)}"));
    }

    private static bool Matches(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, PatternTime);
        }
        catch (Exception defect) when (defect is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static double? Number(JsonValue value) => value.Whole() is { } whole ? whole : value.TryGetValue<double>(out var number) ? number : null;

    private void Range(StructuralSchema schema, double number, JsonValue value, string path)
    {
        if (Bound(schema, "maximum") is { } most)
        {
            var open = schema.Json.Flag("exclusiveMaximum") is true;
            if (open ? number >= most : number > most) Invalid(path, value, $"should be less than{(open ? "" : " or equal to")} {Shown(most)}");
        }

        if (Bound(schema, "minimum") is { } least)
        {
            var open = schema.Json.Flag("exclusiveMinimum") is true;
            if (open ? number <= least : number < least) Invalid(path, value, $"should be greater than{(open ? "" : " or equal to")} {Shown(least)}");
        }

        if (Bound(schema, "multipleOf") is { } factor and > 0 && number % factor != 0) Invalid(path, value, $"should be a multiple of {Shown(factor)}");
    }

    private static double? Bound(StructuralSchema schema, string name) => schema.Json[name] is JsonValue value ? Number(value) : null;

    private static string Shown(double number) => number.ToString(CultureInfo.InvariantCulture);

    private void Invalid(string path, JsonNode value, string why) => Add(FieldProblem.Invalid(path, value, $"{path} in body {why}"));
}
