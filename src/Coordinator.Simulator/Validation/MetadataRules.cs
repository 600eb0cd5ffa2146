using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.Validation;

/// <summary>What the metadata of any object may not have.</summary>
internal static class MetadataRules
{
    private static readonly HashSet<string> LabelNamed = new(StringComparer.Ordinal) { "Namespace", "Service" };

    /// <summary>Kinds whose names are path segments and may hold what DNS may not.</summary>
    private static readonly HashSet<string> FreelyNamed =
        new(StringComparer.Ordinal) { "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding" };

    private static readonly HashSet<string> StandardFinalizers = new(StringComparer.Ordinal) { "kubernetes", "orphan", "foregroundDeletion" };

    public static void Check(ApiKind kind, JsonObject? before, JsonObject item, List<FieldProblem> problems)
    {
        if (before is null)
        {
            var label = LabelNamed.Contains(kind.Name);
            if (item.Text("metadata", "generateName") is { } prefix && !FreelyNamed.Contains(kind.Name) && Names.Name(prefix.TrimEnd('-'), label) is { } wrong)
                problems.Add(FieldProblem.Invalid("metadata.generateName", prefix, wrong));
            Name(kind, item.Text("metadata", "name") ?? "", problems);
        }

        var times = before is null ? 1 : TimesOnUpdate(kind);
        var found = new List<FieldProblem>();
        Owners(item.Array("metadata", "ownerReferences"), found);
        Labels(item, found);
        for (var i = 0; i < times; i++) problems.AddRange(found);
        found.Clear();
        Finalizers(kind, item, found);
        for (var i = 0; i < Math.Max(1, times - 2); i++) problems.AddRange(found);
        if (before.Text("metadata", "deletionTimestamp") is not null) NewFinalizers(before!, item, problems);
    }

    /// <summary>How often the server checks the metadata of an update, each time with the same result; its causes say so.</summary>
    private static int TimesOnUpdate(ApiKind kind) => kind.Name switch
    {
        "PodDisruptionBudget" => 2,
        "Service" or "PodTemplate" when !kind.Custom => 3,
        "Ingress" or "StorageClass" when !kind.Custom => 4,
        _ => kind.Group is "" or "batch" or "rbac.authorization.k8s.io" ? 4 : 3,
    };

    private static void Name(ApiKind kind, string name, List<FieldProblem> problems)
    {
        if (name.Length == 0)
        {
            problems.Add(FieldProblem.Required("metadata.name", "name or generateName is required"));
            return;
        }

        if (FreelyNamed.Contains(kind.Name)) return;
        if (Names.Name(name, LabelNamed.Contains(kind.Name)) is { } wrong)
            problems.Add(FieldProblem.Invalid("metadata.name", name, wrong));
    }

    private static void Owners(JsonArray? owners, List<FieldProblem> problems)
    {
        const string Field = "metadata.ownerReferences";
        JsonObject? controller = null;
        foreach (var owner in (owners ?? []).OfType<JsonObject>())
        {
            foreach (var part in (string[])["apiVersion", "kind", "name", "uid"])
            {
                if (owner.Text(part) is null)
                    problems.Add(FieldProblem.Invalid($"{Field}.{part}", "", part == "apiVersion" ? "version must not be empty" : "must not be empty"));
            }

            if (owner.Text("apiVersion") == "v1" && owner.Text("kind") == "Event")
                problems.Add(FieldProblem.Invalid(Field, owner, "/v1, Kind=Event is disallowed from being an owner"));
            if (owner.Flag("controller") is not true) continue;
            if (controller is not null)
            {
                problems.Add(FieldProblem.Invalid(Field, owners, $"Only one reference can have Controller set to true. Found \"true\" in references for "
                    + $"{controller.Text("kind")}/{controller.Text("name")} and {owner.Text("kind")}/{owner.Text("name")}"));
            }

            controller ??= owner;
        }
    }

    private static void Finalizers(ApiKind kind, JsonObject item, List<FieldProblem> problems)
    {
        var names = (item.Array("metadata", "finalizers") ?? []).Select(name => name.Text() ?? "").ToList();
        for (var i = 0; i < names.Count; i++)
        {
            var field = $"metadata.finalizers[{i}]";
            foreach (var wrong in Names.LabelKey(names[i])) problems.Add(FieldProblem.Invalid(field, names[i], wrong));
            if (!kind.Custom && !names[i].Contains('/') && !StandardFinalizers.Contains(names[i]))
                problems.Add(FieldProblem.Invalid(field, names[i], "name is neither a standard finalizer name nor is it fully qualified"));
        }
    }

    private static void NewFinalizers(JsonObject before, JsonObject item, List<FieldProblem> problems)
    {
        var known = (before.Array("metadata", "finalizers") ?? []).Select(name => name.Text()).ToHashSet();
        var added = (item.Array("metadata", "finalizers") ?? []).Select(name => name.Text() ?? "").Where(name => !known.Contains(name)).ToList();
        if (added.Count == 0) return;
        var problem = FieldProblem.Forbidden("metadata.finalizers", "no new finalizers can be added if the object is being deleted, "
            + $"found new finalizers []string{{{string.Join(", ", added.Select(FieldProblem.Quote))}}}");
        problems.AddRange([problem, problem]);
    }

    private static void Labels(JsonObject item, List<FieldProblem> problems)
    {
        Names.Labels("metadata.labels", item.Texts("metadata", "labels"), problems);
        foreach (var (key, _) in item.Texts("metadata", "annotations"))
        {
            foreach (var wrong in Names.LabelKey(key.ToLowerInvariant())) problems.Add(FieldProblem.Invalid("metadata.annotations", key, wrong));
        }
    }
}
