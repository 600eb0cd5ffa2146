using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.CustomResources;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Quotas;
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.Schemas;

/// <summary>
/// Brings what a client sent into the server's own form: unknown fields, nulls and empty maps and lists go, types are checked.
/// </summary>
internal sealed class Decoder(ApiKind kind, Func<string>? patch)
{
    private const int MaxDepth = 64;

    /// <summary>Where the decoding stands, as Go tells of it: the struct, and the path without places and keys.</summary>
    private (string Struct, string Path) here = ("", "");

    /// <summary>Paths of fields that the schema does not know, in the order in which they were met.</summary>
    public List<string> Unknown { get; } = [];

    public static JsonObject Canonical(ApiKind kind, JsonObject body, List<string> unknown, Func<string>? patch = null)
    {
        var decoder = new Decoder(kind, patch);
        if (kind.Definition is { } definition) return decoder.Custom(definition, body, unknown);
        var canonical = decoder.Struct(SchemaTable.Of(kind), body, "", 0);
        unknown.AddRange(decoder.Unknown);
        return canonical;
    }

    /// <summary>A custom resource: its metadata as of any object, all else as its schema says; nothing is dropped for being empty.</summary>
    private JsonObject Custom(CustomDefinition definition, JsonObject body, List<string> unknown)
    {
        if (body["metadata"] is not (null or JsonObject)) throw Unreadable("metadata is no object");
        var rest = (JsonObject)Detached(body)!;
        foreach (var own in (string[])["apiVersion", "kind", "metadata"]) rest.Remove(own);
        SchemaShaping.Prune(definition.Schema, rest, "", unknown);
        var result = new JsonObject
        {
            ["apiVersion"] = body.Text("apiVersion"),
            ["kind"] = body.Text("kind"),
            ["metadata"] = Struct(SchemaTable.Metadata, body.Object("metadata") ?? [], "metadata", 0),
        };
        unknown.AddRange(Unknown);
        unknown.Sort(StringComparer.Ordinal);
        foreach (var (name, value) in rest) result[name] = value?.DeepClone();
        return result;
    }

    private JsonNode? Value(FieldType type, JsonNode value, string path, int depth)
    {
        if (depth > MaxDepth) throw StatusError.BadRequest("the object is nested too deeply");
        return type.Form switch
        {
            FieldForm.Struct => value is JsonObject map ? Struct(type, map, path, depth) : throw Mismatch(value, type),
            FieldForm.Map => value is JsonObject map ? Map(type, map, path, depth) : throw Mismatch(value, type),
            FieldForm.List => value is JsonArray list ? List(type, list, path, depth) : throw Mismatch(value, type),
            FieldForm.Bytes => value.Text() is { } text ? JsonValue.Create(Base64(text)) : throw Mismatch(value, type),
            FieldForm.Text => value.Text() is { } plain ? JsonValue.Create(plain) : throw Mismatch(value, type),
            FieldForm.Whole => value.Whole() is { } whole ? JsonValue.Create(whole) : throw Mismatch(value, type),
            FieldForm.Flag => value.Flag() is { } flag ? JsonValue.Create(flag) : throw Mismatch(value, type),
            FieldForm.Quantity when value is JsonValue => Amount(value),
            _ => value is JsonObject or JsonArray && type.Form != FieldForm.Any ? throw Mismatch(value, type) : Detached(value),
        };
    }

    private JsonValue Amount(JsonNode value) => JsonValue.Create(Quantity.Canonical(value.Text() ?? value.ToJsonString())
        ?? throw Unreadable("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"));

    private string Base64(string text)
    {
        if (Convert.TryFromBase64String(text, new byte[text.Length], out _)) return text;
        var at = text.AsSpan().IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
        throw Unreadable($"illegal base64 data at input byte {(at < 0 ? text.Length / 4 * 4 : at)}", patch is null ? "" : "error decoding from json: ");
    }

    private StatusError Unreadable(string why, string before = "") => patch is not null
        ? InvalidObject.Of("", "", "", [FieldProblem.Invalid("patch", patch(), before + why)]) : StatusError.BadRequest($"{kind.Name} in version \"{kind.Version}\" cannot be handled as a {kind.Name}: {why}");

    /// <summary>A copy that does not hold on to the document that was parsed: those are large, and slow to copy again.</summary>
    private static JsonNode? Detached(JsonNode? value) => value switch
    {
        null => null,
        JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, Detached(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Detached)]),
        _ when value.Text() is { } text => JsonValue.Create(text),
        _ when value.Whole() is { } whole => JsonValue.Create(whole),
        _ when value.Flag() is { } flag => JsonValue.Create(flag),
        _ => value.DeepClone(),
    };

    private JsonObject Struct(FieldType type, JsonObject map, string path, int depth)
    {
        var result = new JsonObject();
        var outer = here;
        foreach (var (name, value) in map)
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (type.Field(name) is not { } field)
            {
                Unknown.Add(at);
                continue;
            }

            if (value is null || IsEmpty(field, value)) continue;
            here = (type.GoName, outer.Path.Length == 0 ? name : $"{outer.Path}.{name}");
            var decoded = Value(field, value, at, depth + 1);
            if (decoded is null || IsEmpty(field, decoded)) continue;
            result[name] = decoded;
        }

        here = outer;
        return result;
    }

    private static bool IsEmpty(FieldType type, JsonNode value) => value switch
    {
        JsonObject map => type.Form == FieldForm.Map && map.Count == 0,
        JsonArray list => type.Form == FieldForm.List && list.Count == 0,
        JsonValue plain => (type.Form == FieldForm.Text && plain.Text() is "")
            || (type.ZeroIsAbsent && (plain.Flag() is false || plain.Whole() is 0)),
        _ => false,
    };

    private JsonObject Map(FieldType type, JsonObject map, string path, int depth)
    {
        var result = new JsonObject();
        foreach (var (name, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            result[name] = value is null ? "" : Value(type.Element, value, $"{path}.{name}", depth + 1);
        }

        return result;
    }

    private JsonArray List(FieldType type, JsonArray list, string path, int depth)
    {
        var result = new JsonArray();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is { } value) result.Add(Value(type.Element, value, $"{path}[{i}]", depth + 1));
        }

        return result;
    }

    private StatusError Mismatch(JsonNode value, FieldType type)
    {
        var wanted = type.GoType(here.Path);
        if (patch?.Invoke().StartsWith("map[", StringComparison.Ordinal) is true) return Unreadable(Converted(value, type, wanted));
        return Unreadable($"json: cannot unmarshal {Found(value)} into Go struct field {here.Struct}.{here.Path} of type {wanted}");
    }

    /// <summary>A strategic merge patch is converted, not decoded, and says so in other words.</summary>
    private static string Converted(JsonNode value, FieldType type, string wanted)
    {
        var found = value.Text() is not null ? "string" : value.Flag() is not null ? "bool" : value.Whole() is not null ? "int64" : "float64";
        return type.Form switch
        {
            FieldForm.Struct => $"cannot restore struct from: {found}",
            FieldForm.Map => $"cannot restore map from {found}",
            FieldForm.List => $"cannot restore slice from {found}",
            FieldForm.Whole or FieldForm.Flag when found == "string" => $"unrecognized type: {wanted}",
            _ => $"cannot convert {found} to {wanted}",
        };
    }

    private static string Found(JsonNode value) => value switch
    {
        JsonObject => "object",
        JsonArray => "array",
        _ => value.Text() is not null ? "string" : value.Flag() is not null ? "bool"
            : value.Whole() is not null ? "number" : $"number {value.ToJsonString()}",
    };
}
