using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Validation;

/// <summary>What Roles and their bindings may not have.</summary>
internal static class AccessRules
{
    public static void Role(JsonObject? before, JsonObject item, List<FieldProblem> problems) => Role(item, namespaced: true, problems);

    public static void ClusterRole(JsonObject? before, JsonObject item, List<FieldProblem> problems) => Role(item, namespaced: false, problems);

    public static void RoleBinding(JsonObject? before, JsonObject item, List<FieldProblem> problems) => Binding(before, item, ["Role", "ClusterRole"], problems);

    public static void ClusterRoleBinding(JsonObject? before, JsonObject item, List<FieldProblem> problems) => Binding(before, item, ["ClusterRole"], problems);

    private static void Role(JsonObject item, bool namespaced, List<FieldProblem> problems)
    {
        PathName(item, problems);
        var place = 0;
        foreach (var rule in item.Objects("rules"))
        {
            var at = $"rules[{place++}]";
            if (IsEmpty(rule, "verbs")) problems.Add(FieldProblem.Required(at + ".verbs", "verbs must contain at least one value"));
            if (!IsEmpty(rule, "nonResourceURLs"))
            {
                if (namespaced)
                    problems.Add(FieldProblem.Invalid(at + ".nonResourceURLs", rule["nonResourceURLs"], "namespaced rules cannot apply to non-resource URLs"));
                else if (!IsEmpty(rule, "apiGroups") || !IsEmpty(rule, "resources") || !IsEmpty(rule, "resourceNames"))
                {
                    problems.Add(FieldProblem.Invalid(at + ".nonResourceURLs", rule["nonResourceURLs"],
                        "rules cannot apply to both regular resources and non-resource URLs"));
                }

                continue;
            }

            if (IsEmpty(rule, "apiGroups")) problems.Add(FieldProblem.Required(at + ".apiGroups", "resource rules must supply at least one api group"));
            if (IsEmpty(rule, "resources")) problems.Add(FieldProblem.Required(at + ".resources", "resource rules must supply at least one resource"));
        }
    }

    private static void Binding(JsonObject? before, JsonObject item, string[] kinds, List<FieldProblem> problems)
    {
        PathName(item, problems);
        if (item.Text("roleRef", "apiGroup") is { } group and not "rbac.authorization.k8s.io")
            problems.Add(FieldProblem.NotSupported("roleRef.apiGroup", FieldProblem.Quote(group), "rbac.authorization.k8s.io"));
        var kind = item.Text("roleRef", "kind") ?? "";
        if (!kinds.Contains(kind)) problems.Add(FieldProblem.NotSupported("roleRef.kind", FieldProblem.Quote(kind), kinds));
        if (item.Text("roleRef", "name") is null) problems.Add(FieldProblem.Required("roleRef.name"));
        var place = 0;
        foreach (var subject in item.Objects("subjects")) Subject(subject, $"subjects[{place++}]", kinds, problems);
        if (before is null || JsonNode.DeepEquals(before["roleRef"], item["roleRef"])) return;
        problems.Add(FieldProblem.Invalid("roleRef", new JsonObject
        {
            ["APIGroup"] = item.Text("roleRef", "apiGroup"),
            ["Kind"] = kind,
            ["Name"] = item.Text("roleRef", "name"),
        }, "cannot change roleRef"));
    }

    private static void Subject(JsonObject subject, string at, string[] kinds, List<FieldProblem> problems)
    {
        if (subject.Text("name") is null) problems.Add(FieldProblem.Required(at + ".name"));
        var kind = subject.Text("kind") ?? "";
        if (kind is not ("ServiceAccount" or "User" or "Group"))
            problems.Add(FieldProblem.NotSupported(at + ".kind", FieldProblem.Quote(kind), "ServiceAccount", "User", "Group"));
        if (kind == "ServiceAccount" && kinds.Length == 1 && subject.Text("namespace") is null) problems.Add(FieldProblem.Required(at + ".namespace"));
    }

    /// <summary>These names are parts of paths, and may be all that a path takes.</summary>
    private static void PathName(JsonObject item, List<FieldProblem> problems)
    {
        var name = item.Text("metadata", "name") ?? "";
        if (name is "." or "..") problems.Add(FieldProblem.Invalid("metadata.name", name, $"may not be '{name}'"));
        foreach (var mark in "/%")
        {
            if (name.Contains(mark)) problems.Add(FieldProblem.Invalid("metadata.name", name, $"may not contain '{mark}'"));
        }
    }

    private static bool IsEmpty(JsonObject rule, string list) => rule.Array(list) is not { Count: > 0 };
}
