using System.Text.Json.Nodes;
using Coordinator.Simulator.Schemas;

namespace Coordinator.Simulator.CustomResources;

/// <summary>Brings a custom resource into the form of its schema: what is unknown goes, what is missing gets its default.</summary>
internal static class SchemaShaping
{
    private static readonly string[] Identity = ["apiVersion", "kind", "metadata"];

    /// <summary>Removes fields that the schema does not know; their paths are added in the order in which they were met.</summary>
    public static void Prune(StructuralSchema schema, JsonNode? value, string path, List<string> unknown)
    {
        if (value is JsonArray list)
        {
            if (schema.Items is not { } items) return;
            for (var i = 0; i < list.Count; i++) Prune(items, list[i], $"{path}[{i}]", unknown);
        }
        else if (value is JsonObject map)
        {
            foreach (var name in map.Select(pair => pair.Key).ToList())
            {
                var at = path.Length == 0 ? name : $"{path}.{name}";
                if (schema.Of(name) is { } child)
                {
                    if (map[name] is null && !child.Nullable) map.Remove(name);
                    else Prune(child, map[name], at, unknown);
                }
                else if (!schema.Preserves && !(schema.Embedded && Identity.Contains(name)))
                {
                    map.Remove(name);
                    unknown.Add(at);
                }
            }
        }
    }

    public static void Default(StructuralSchema schema, JsonNode? value)
    {
        if (value is JsonArray list)
        {
            if (schema.Items is not { } items) return;
            foreach (var item in list) Default(items, item);
        }
        else if (value is JsonObject map)
        {
            foreach (var (name, child) in schema.Properties)
            {
                if (child.Default is not null && map[name] is null && (!map.ContainsKey(name) || !child.Nullable))
                    map[name] = child.Default.DeepClone();
                Default(child, map[name]);
            }

            if (schema.Additional is null) return;
            foreach (var (name, child) in map)
            {
                if (!schema.Properties.ContainsKey(name)) Default(schema.Additional, child);
            }
        }
    }

    private static FieldType Plain(StructuralSchema schema) => schema.IntOrText ? FieldType.Open : new()
    {
        Form = schema.Type switch
        {
            "string" => FieldForm.Text,
            "integer" => FieldForm.Whole,
            "number" => FieldForm.Number,
            "boolean" => FieldForm.Flag,
            _ => FieldForm.Any,
        },
    };

    /// <summary>How the fields of the schema are owned and merged under server-side apply.</summary>
    public static FieldType Fields(StructuralSchema schema)
    {
        if (schema.Type == "array")
        {
            return new()
            {
                Form = FieldForm.List,
                Element = schema.Items is { } items ? Fields(items) : FieldType.Open,
                Keys = schema.ListType == "map" ? schema.ListKeys : null,
                IsSet = schema.ListType == "set",
            };
        }

        if (schema.Type != "object") return Plain(schema);
        if (schema.Properties.Count == 0 && schema.Additional is { } additional)
            return new() { Form = FieldForm.Map, Element = Fields(additional), Atomic = schema.Atomic };
        if (schema.Properties.Count == 0) return new() { Form = FieldForm.Any, Atomic = schema.Atomic };
        return new()
        {
            Form = FieldForm.Struct,
            Atomic = schema.Atomic,
            Preserves = schema.Preserves,
            Fields = schema.Properties.ToDictionary(pair => pair.Key, pair => Fields(pair.Value), StringComparer.Ordinal),
        };
    }
}
