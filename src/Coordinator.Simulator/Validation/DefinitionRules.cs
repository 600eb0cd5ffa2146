using System.Text.Json.Nodes;
using Coordinator.Simulator.CustomResources;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Validation;

/// <summary>What a CustomResourceDefinition may not have.</summary>
internal static class DefinitionRules
{
    public const string Approval = "api-approved.kubernetes.io";
    private const int MaxVersions = 50;

    /// <summary>Whether a group belongs to the Kubernetes community, so that its definitions need an approval.</summary>
    public static bool IsProtected(string group) =>
        group is "k8s.io" or "kubernetes.io" || group.EndsWith(".k8s.io", StringComparison.Ordinal) || group.EndsWith(".kubernetes.io", StringComparison.Ordinal);

    public static void Check(JsonObject? before, JsonObject item, List<FieldProblem> problems)
    {
        var spec = item.Ensure("spec");
        var group = spec.Text("group") ?? "";
        var plural = spec.Text("names", "plural") ?? "";
        if (item.Text("metadata", "name") is { } name && name != $"{plural}.{group}")
            problems.Add(FieldProblem.Invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group"));
        if (group.Length == 0) problems.Add(FieldProblem.Required("spec.group"));
        else if (Names.Name(group, label: false) is { } wrong) problems.Add(FieldProblem.Invalid("spec.group", group, wrong));
        if (spec.Text("scope") is not ("Cluster" or "Namespaced"))
        {
            problems.Add(spec.Text("scope") is { } scope
                ? FieldProblem.NotSupported("spec.scope", FieldProblem.Quote(scope), "Cluster", "Namespaced") : FieldProblem.Required("spec.scope"));
        }

        foreach (var field in (string[])["plural", "singular", "kind", "listKind"])
        {
            if (spec.Text("names", field) is null) problems.Add(FieldProblem.Required("spec.names." + field));
        }

        Versions([.. spec.Objects("versions")], problems);
        if (IsProtected(group) && item.Text("metadata", "annotations", Approval) is null)
        {
            problems.Add(FieldProblem.Required($"metadata.annotations[{Approval}]", $"protected groups must have approval annotation "
                + $"\"{Approval}\", see https://github.com/kubernetes/enhancements/pull/1111"));
        }

        if (before is not null) Fixed(before, spec, problems);
    }

    private static void Versions(List<JsonObject> versions, List<FieldProblem> problems)
    {
        if (versions.Count is 0 or > MaxVersions)
        {
            problems.Add(versions.Count == 0 ? FieldProblem.Required("spec.versions", "must have at least one version")
                : FieldProblem.TooMany("spec.versions", versions.Count, MaxVersions));
            return;
        }

        if (versions.Count(version => version.Flag("storage") is true) != 1)
        {
            problems.Add(FieldProblem.Invalid("spec.versions", new JsonArray([.. versions.Select(version => (JsonNode)version.Copy())]),
                "must have exactly one version marked as storage version"));
        }

        for (var i = 0; i < versions.Count; i++)
        {
            var at = $"spec.versions[{i}]";
            var schema = versions[i].Object("schema", "openAPIV3Schema");
            if (schema is null) problems.Add(FieldProblem.Required(at + ".schema.openAPIV3Schema", "schemas are required"));
            else Schema(schema, at + ".schema.openAPIV3Schema", problems);
        }
    }

    private static void Schema(JsonObject json, string at, List<FieldProblem> problems)
    {
        try
        {
            if (StructuralSchema.Of(json).Type.Length == 0) problems.Add(FieldProblem.Required(at + ".type", "must not be empty at the root"));
            else if (StructuralSchema.Of(json).Type != "object")
                problems.Add(FieldProblem.Invalid(at + ".type", json.Text("type") ?? "", "must be object at the root"));
        }
        catch (FormatException defect)
        {
            problems.Add(FieldProblem.Invalid(at, "", defect.Message));
        }
    }

    private static void Fixed(JsonObject before, JsonObject spec, List<FieldProblem> problems)
    {
        foreach (var (path, shown) in ((string[], string)[])[(["group"], "group"), (["scope"], "scope"), (["names", "plural"], "names.plural"),
            (["names", "kind"], "names.kind")])
        {
            if (JsonNode.DeepEquals(before.Object("spec").At(path), spec.At(path))) continue;
            problems.Add(FieldProblem.Invalid("spec." + shown, spec.At(path), "field is immutable"));
        }
    }
}
