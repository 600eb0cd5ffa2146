using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.CustomResources;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.Schemas;

/// <summary>
/// Brings what a client sent into the server's own form: unknown fields, nulls and empty maps and lists go, types are checked.
/// </summary>
internal sealed class Decoder(ApiKind kind, bool patch)
{
    private const int MaxDepth = 64;

    /// <summary>Paths of fields that the schema does not know, in the order in which they were met.</summary>
    public List<string> Unknown { get; } = [];

    public static JsonObject Canonical(ApiKind kind, JsonObject body, List<string> unknown, bool patch = false)
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
        if (body["metadata"] is not (null or JsonObject)) throw Mismatch(body["metadata"]!, "metadata", "struct");
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
        foreach (var (name, value) in rest) result[name] = value?.DeepClone();
        return result;
    }

    private JsonNode? Value(FieldType type, JsonNode value, string path, int depth)
    {
        if (depth > MaxDepth) throw StatusError.BadRequest("the object is nested too deeply");
        return type.Form switch
        {
            FieldForm.Struct => value is JsonObject map ? Struct(type, map, path, depth) : throw Mismatch(value, path, "struct"),
            FieldForm.Map => value is JsonObject map ? Map(type, map, path, depth) : throw Mismatch(value, path, "map"),
            FieldForm.List => value is JsonArray list ? List(type, list, path, depth) : throw Mismatch(value, path, "array"),
            FieldForm.Bytes => value.Text() is { } text && Convert.TryFromBase64String(text, new byte[text.Length], out _) ? JsonValue.Create(text)
                : throw StatusError.BadRequest($"{kind.Name} in version \"{kind.Version}\" cannot be handled as a {kind.Name}: illegal base64 data"),
            FieldForm.Text => value.Text() is { } plain ? JsonValue.Create(plain) : throw Mismatch(value, path, "string"),
            FieldForm.Whole => value.Whole() is { } whole ? JsonValue.Create(whole) : throw Mismatch(value, path, "int"),
            FieldForm.Flag => value.Flag() is { } flag ? JsonValue.Create(flag) : throw Mismatch(value, path, "bool"),
            _ => value is JsonObject or JsonArray && type.Form != FieldForm.Any
                ? throw Mismatch(value, path, "string") : Detached(value),
        };
    }

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
        foreach (var (name, value) in map)
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (type.Field(name) is not { } field)
            {
                Unknown.Add(at);
                continue;
            }

            if (value is null || IsEmpty(field, value)) continue;
            var decoded = Value(field, value, at, depth + 1);
            if (decoded is null || IsEmpty(field, decoded)) continue;
            result[name] = decoded;
        }

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

    private StatusError Mismatch(JsonNode value, string path, string wanted)
    {
        var found = value switch { JsonObject => "object", JsonArray => "array", _ => PlainName((JsonValue)value) };
        if (patch)
        {
            return InvalidObject.Of("", "", "", [FieldProblem.Invalid("patch", path,
                $"json: cannot unmarshal {found} into Go struct field {kind.Name}.{path} of type {wanted}")]);
        }

        return StatusError.BadRequest(
            $"{kind.Name} in version \"{kind.Version}\" cannot be handled as a {kind.Name}: json: cannot unmarshal {found} "
            + $"into Go struct field {kind.Name}.{path} of type {wanted}");
    }

    private static string PlainName(JsonValue value) =>
        value.Text() is not null ? "string" : value.Flag() is not null ? "bool" : "number";
}
