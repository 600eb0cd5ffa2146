using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Schemas;

namespace Coordinator.Simulator.Api;

/// <summary>The types of a document of OpenAPI v3, made of the tables of fields and of the schemas of definitions.</summary>
internal static partial class OpenApiSchemas
{
    private const string Prefix = "#/components/schemas/";

    /// <summary>The schemas of kinds and of all that they hold, by name.</summary>
    public static JsonObject Of(IEnumerable<ApiKind> kinds)
    {
        var schemas = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var kind in kinds)
        {
            var root = kind.Definition is { } definition ? Custom(definition.Schema.Json, schemas) : Struct(SchemaTable.Of(kind), schemas);
            root["x-kubernetes-group-version-kind"] = new JsonArray(Subresource.Kind(kind.Group, kind.Version, kind.Name));
            schemas[RootName(kind)] = root;
        }

        return new(schemas.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
    }

    private static string RootName(ApiKind kind)
    {
        if (kind.Custom) return $"{string.Join('.', kind.Group.Split('.').Reverse())}.{kind.Version}.{kind.Name}";
        return $"io.k8s.api.{(kind.Group.Length == 0 ? "core" : kind.Group.Split('.')[0])}.{kind.Version}.{kind.Name}";
    }

    private static JsonObject Custom(JsonObject schema, SortedDictionary<string, JsonObject> schemas)
    {
        var root = schema.Copy();
        var properties = root.Ensure("properties");
        foreach (var name in (string[])["apiVersion", "kind"]) properties.Default(name, new JsonObject { ["type"] = "string" });
        properties["metadata"] = Schema(SchemaTable.Metadata, schemas);
        return root;
    }

    private static JsonObject Struct(FieldType type, SortedDictionary<string, JsonObject> schemas)
    {
        var properties = new JsonObject();
        foreach (var (name, field) in type.Fields.OrderBy(pair => pair.Key, StringComparer.Ordinal)) properties[name] = Schema(field, schemas);
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (type.Atomic) schema["x-kubernetes-map-type"] = "atomic";
        return schema;
    }

    private static JsonObject Schema(FieldType type, SortedDictionary<string, JsonObject> schemas) => type.Form switch
    {
        FieldForm.Struct => Reference(type, schemas),
        FieldForm.List => List(type, schemas),
        FieldForm.Map => new() { ["type"] = "object", ["additionalProperties"] = Schema(type.Element, schemas) },
        FieldForm.Text => new() { ["type"] = "string" },
        FieldForm.Bytes => new() { ["type"] = "string", ["format"] = "byte" },
        FieldForm.Whole => new() { ["type"] = "integer", ["format"] = "int64" },
        FieldForm.Number => new() { ["type"] = "number", ["format"] = "double" },
        FieldForm.Flag => new() { ["type"] = "boolean" },
        FieldForm.Time => new() { ["type"] = "string", ["format"] = "date-time" },
        FieldForm.IntOrText => Either("int-or-string", "integer"),
        FieldForm.Quantity => Either("quantity", "number"),
        FieldForm.Any => new() { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true },
    };

    private static JsonObject Either(string format, string other) => new()
    {
        ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = other }),
        ["format"] = format,
    };

    private static JsonObject Reference(FieldType type, SortedDictionary<string, JsonObject> schemas)
    {
        var name = TypeName(type.Name!);
        if (!schemas.ContainsKey(name))
        {
            // Named before it is read: a type may hold itself.
            schemas[name] = [];
            schemas[name] = Struct(type, schemas);
        }

        return new() { ["$ref"] = Prefix + name };
    }

    /// <summary>Clients show what stands after the last dot: <c>V1DeploymentStrategy</c> is <c>io.k8s.v1.DeploymentStrategy</c>.</summary>
    private static string TypeName(string name)
    {
        var (version, rest) = VersionedName().Match(name) is { Success: true } match
            ? (match.Groups[1].Value.ToLowerInvariant(), match.Groups[2].Value)
            : ("meta", name);
        return $"io.k8s.{version}.{rest}";
    }

    [GeneratedRegex("^(V\\d+(?:(?:alpha|beta)\\d+)?)([A-Z].*)$")]
    private static partial Regex VersionedName();

    private static JsonObject List(FieldType type, SortedDictionary<string, JsonObject> schemas)
    {
        var schema = new JsonObject
        {
            ["type"] = "array",
            ["items"] = Schema(type.Element, schemas),
            ["x-kubernetes-list-type"] = type.Keys is not null ? "map" : type.IsSet ? "set" : "atomic",
        };
        if (type.Keys is { } keys) schema["x-kubernetes-list-map-keys"] = DiscoveryHandler.Strings(keys);
        if (type.MergeKey is { } key) schema["x-kubernetes-patch-merge-key"] = key;
        if (type.MergeKey is not null || type.IsSet) schema["x-kubernetes-patch-strategy"] = "merge";
        return schema;
    }
}
