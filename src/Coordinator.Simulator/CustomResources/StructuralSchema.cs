using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.CustomResources;

/// <summary>A node of the schema of a custom resource, read once.</summary>
internal sealed class StructuralSchema
{
    private const int MaxDepth = 64;

    private StructuralSchema(JsonObject json, int depth)
    {
        if (depth > MaxDepth) throw new FormatException("the schema is nested too deeply");
        Json = json;
        Type = json.Text("type") ?? "";
        Nullable = json.Flag("nullable") is true;
        Preserves = json.Flag("x-kubernetes-preserve-unknown-fields") is true;
        Embedded = json.Flag("x-kubernetes-embedded-resource") is true;
        IntOrText = json.Flag("x-kubernetes-int-or-string") is true;
        Default = json["default"];
        ListType = json.Text("x-kubernetes-list-type") ?? "atomic";
        ListKeys = [.. json.Array("x-kubernetes-list-map-keys")?.Select(key => key.Text() ?? "") ?? []];
        Atomic = json.Text("x-kubernetes-map-type") == "atomic";
        foreach (var (name, child) in json.Object("properties") ?? [])
        {
            if (child is JsonObject map) Properties[name] = new(map, depth + 1);
        }

        if (json["items"] is JsonObject items) Items = new(items, depth + 1);
        if (json["additionalProperties"] is JsonObject additional) Additional = new(additional, depth + 1);
        // true: any further property, of any type.
        else if (json.Flag("additionalProperties") is true) Preserves = true;
    }

    public JsonObject Json { get; }

    public string Type { get; }

    public bool Nullable { get; }

    /// <summary>Whether fields that it does not name are kept.</summary>
    public bool Preserves { get; }

    /// <summary>Whether it is an object with apiVersion, kind and metadata of its own.</summary>
    public bool Embedded { get; }

    public bool IntOrText { get; }

    public JsonNode? Default { get; }

    /// <summary>atomic, set or map.</summary>
    public string ListType { get; }

    public string[] ListKeys { get; }

    public bool Atomic { get; }

    public SortedDictionary<string, StructuralSchema> Properties { get; } = new(StringComparer.Ordinal);

    public StructuralSchema? Items { get; }

    public StructuralSchema? Additional { get; }

    /// <exception cref="FormatException">It is nested too deeply.</exception>
    public static StructuralSchema Of(JsonObject json) => new(json, 0);

    /// <summary>The schema of a field: a property, or any other where those have one.</summary>
    public StructuralSchema? Of(string field) => Properties.GetValueOrDefault(field) ?? Additional;
}
