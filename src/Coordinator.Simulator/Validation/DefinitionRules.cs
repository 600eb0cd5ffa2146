using System.Text.Json.Nodes;
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

        Versions(item, problems);
        NamesOf(spec, problems);
        if (IsProtected(group) && item.Text("metadata", "annotations", Approval) is null)
        {
            problems.Add(FieldProblem.Required($"metadata.annotations[{Approval}]", $"protected groups must have approval annotation "
                + $"\"{Approval}\", see https://github.com/kubernetes/enhancements/pull/1111"));
        }

        if (before is not null) Fixed(before, spec, problems);
    }

    private static void Versions(JsonObject item, List<FieldProblem> problems)
    {
        var versions = item.Objects("spec", "versions").ToList();
        if (versions.Count > MaxVersions)
        {
            problems.Add(FieldProblem.TooMany("spec.versions", versions.Count, MaxVersions));
            return;
        }

        for (var i = 0; i < versions.Count; i++)
        {
            if (Names.DnsLabel(versions[i].Text("name") ?? "") is not { } wrong) continue;
            problems.Add(FieldProblem.Invalid($"spec.versions[{i}].name", versions[i].Text("name") ?? "", wrong));
            if (i == 0) problems.Add(FieldProblem.Invalid("spec.version", versions[i].Text("name") ?? "", wrong));
        }

        DefinitionSchemaRules.Check(versions, problems);
        if (versions.Count(version => version.Flag("storage") is true) == 1) return;
        problems.Add(FieldProblem.InvalidRaw("spec.versions", versions.Count == 0 && item.At("spec", "versions") is null ? "null" : Shown(versions),
            "must have exactly one version marked as storage version"));
        problems.Add(FieldProblem.InvalidRaw("status.storedVersions", "null", "must have at least one stored version"));
    }

    /// <summary>As the server prints them: what all have alike is kept elsewhere, and so is not there.</summary>
    private static string Shown(List<JsonObject> versions) => new JsonArray([.. versions.Select(version => (JsonNode)new JsonObject
    {
        ["Name"] = version.Text("name"),
        ["Served"] = version.Flag("served") ?? false,
        ["Storage"] = version.Flag("storage") ?? false,
        ["Deprecated"] = version.Flag("deprecated") ?? false,
        ["DeprecationWarning"] = version.Text("deprecationWarning"),
        ["Schema"] = null,
        ["Subresources"] = null,
        ["AdditionalPrinterColumns"] = null,
        ["SelectableFields"] = null,
    })]).ToJsonString();

    private static void NamesOf(JsonObject spec, List<FieldProblem> problems)
    {
        foreach (var field in (string[])["plural", "singular", "kind", "listKind"])
        {
            var name = spec.Text("names", field);
            var mixed = field is "kind" or "listKind";
            if (name is null) problems.Add(FieldProblem.Required("spec.names." + field));
            else if (Names.DnsLabel(mixed ? name.ToLowerInvariant() : name) is { } wrong)
                problems.Add(FieldProblem.Invalid("spec.names." + field, name, mixed ? "may have mixed case, but should otherwise match: " + wrong : wrong));
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
