using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Schemas;
using Coordinator.Simulator.Tables;

namespace Coordinator.Simulator.CustomResources;

/// <summary>What one version of a CustomResourceDefinition says of its resources.</summary>
internal sealed record CustomDefinition(StructuralSchema Schema, FieldType Structure, Column[] Columns)
{
    private static readonly string[] Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

    /// <summary>The kinds that a definition serves, one a version, the newest first.</summary>
    /// <exception cref="FormatException">A schema can't be read.</exception>
    public static ApiKind[] Kinds(JsonObject definition)
    {
        var spec = definition.Object("spec")!;
        var names = spec.Object("names");
        var versions = spec.Objects("versions").ToList();
        var stored = versions.Find(version => version.Flag("storage") is true) ?? versions[0];
        var storage = Kind(spec, names, stored) with { Served = stored.Flag("served") is true };
        return [.. versions.Select(version => version == stored ? storage
            : Kind(spec, names, version) with { Stored = storage, Served = version.Flag("served") is true })
            .OrderBy(kind => kind.Version, VersionOrder.Newest)];
    }

    private static ApiKind Kind(JsonObject spec, JsonObject? names, JsonObject version)
    {
        var schema = StructuralSchema.Of(version.Object("schema", "openAPIV3Schema") ?? []);
        var scale = version.Object("subresources", "scale");
        return new(spec.Text("group") ?? "", version.Text("name") ?? "", names.Text("kind") ?? "", names.Text("plural") ?? "")
        {
            SingularName = names.Text("singular"),
            ListKind = names.Text("listKind"),
            ShortNames = Strings(names.Array("shortNames")),
            Categories = Strings(names.Array("categories")),
            Namespaced = spec.Text("scope") != "Cluster",
            Verbs = Verbs,
            HasStatus = version.Object("subresources")?.ContainsKey("status") is true,
            HasScale = scale is not null,
            ScalePaths = scale is null ? ScalePaths.BuiltIn : new(Path(scale, "specReplicasPath"), Path(scale, "statusReplicasPath"),
                Path(scale, "labelSelectorPath")),
            HasGeneration = true,
            NeedsVersion = true,
            Definition = new(schema, Root(schema), CustomColumns.Of(version)),
        };
    }

    private static string[] Strings(JsonArray? list) => [.. list?.Select(value => value.Text() ?? "") ?? []];

    private static string[] Path(JsonObject scale, string name) =>
        (scale.Text(name) ?? "").Split('.', StringSplitOptions.RemoveEmptyEntries);

    private static FieldType Root(StructuralSchema schema)
    {
        var fields = schema.Properties.ToDictionary(pair => pair.Key, pair => SchemaShaping.Fields(pair.Value), StringComparer.Ordinal);
        fields["apiVersion"] = fields["kind"] = new() { Form = FieldForm.Text };
        fields["metadata"] = SchemaTable.Metadata;
        return new() { Form = FieldForm.Struct, Name = "Custom", Fields = fields, Preserves = schema.Preserves };
    }
}
