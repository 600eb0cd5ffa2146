using System.Text.Json.Nodes;
using Coordinator.Simulator.CustomResources;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.Validation;

/// <summary>The rules of each kind, as one table, and those of every kind's metadata.</summary>
internal static class Rules
{
    private delegate void Rule(JsonObject? before, JsonObject item, List<FieldProblem> problems);

    private static readonly Dictionary<string, Rule> Table = new(StringComparer.Ordinal)
    {
        ["Service"] = ServiceRules.Check,
        ["Deployment"] = WorkloadRules.Check,
        ["ReplicaSet"] = WorkloadRules.Check,
        ["StatefulSet"] = WorkloadRules.Check,
        ["DaemonSet"] = WorkloadRules.Check,
        ["Job"] = JobRules.Check,
        ["Pod"] = Pod,
        ["Secret"] = DataRules.Secret,
        ["ConfigMap"] = DataRules.ConfigMap,
        ["HorizontalPodAutoscaler"] = PolicyRules.Scaler,
        ["PodDisruptionBudget"] = PolicyRules.Budget,
        ["CustomResourceDefinition"] = DefinitionRules.Check,
    };

    private static readonly HashSet<string> LabelNamed = new(StringComparer.Ordinal) { "Namespace", "Service" };

    /// <summary>Kinds whose names are path segments and may hold what DNS may not.</summary>
    private static readonly HashSet<string> FreelyNamed =
        new(StringComparer.Ordinal) { "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding" };

    public static void Check(ApiKind kind, JsonObject? before, JsonObject item)
    {
        var problems = new List<FieldProblem>();
        var name = item.Text("metadata", "name") ?? "";
        if (before is null) Name(kind, name, problems);
        Labels(kind, item, problems);
        if (kind.Definition is { } definition) new SchemaCheck(problems).Check(definition.Schema, item, "");
        else if (Table.TryGetValue(kind.Name, out var rule)) rule(before, item, problems);
        InvalidObject.ThrowIfAny(kind, name, problems);
    }

    private static void Pod(JsonObject? before, JsonObject item, List<FieldProblem> problems)
    {
        PodRules.Check(item.Object("spec"), "spec", problems);
        if (before is not null) PodRules.Update(before, item, problems);
    }

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

    private static void Labels(ApiKind kind, JsonObject item, List<FieldProblem> problems)
    {
        var found = new List<FieldProblem>();
        Names.Labels("metadata.labels", item.Texts("metadata", "labels"), found);
        // The server checks a Service's metadata three times on update; its causes say so.
        var times = kind == KindTable.Service && item.Text("metadata", "resourceVersion") is not null ? 3 : 1;
        for (var i = 0; i < times; i++) problems.AddRange(found);
        foreach (var (key, _) in item.Texts("metadata", "annotations"))
        {
            foreach (var wrong in Names.LabelKey(key.ToLowerInvariant()))
                problems.Add(FieldProblem.Invalid("metadata.annotations", key, wrong));
        }
    }
}
