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
        ["Namespace"] = Namespace,
        ["Role"] = AccessRules.Role,
        ["ClusterRole"] = AccessRules.ClusterRole,
        ["RoleBinding"] = AccessRules.RoleBinding,
        ["ClusterRoleBinding"] = AccessRules.ClusterRoleBinding,
    };

    public static void Check(ApiKind kind, JsonObject? before, JsonObject item)
    {
        var problems = new List<FieldProblem>();
        var name = item.Text("metadata", "name") ?? "";
        MetadataRules.Check(kind, before, item, problems);
        if (kind.Definition is { } definition) new SchemaCheck(problems).Check(definition.Schema, item, "");
        else if (Table.TryGetValue(kind.Name, out var rule)) rule(before, item, problems);
        InvalidObject.ThrowIfAny(kind, name, problems);
    }

    private static void Namespace(JsonObject? before, JsonObject item, List<FieldProblem> problems)
    {
        if (item.Text("metadata", "deletionTimestamp") is null && item.Text("status", "phase") is { } phase and not "Active")
            problems.Add(FieldProblem.Invalid("status.Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty"));
    }

    private static void Pod(JsonObject? before, JsonObject item, List<FieldProblem> problems)
    {
        PodRules.Check(item.Object("spec"), "spec", problems);
        if (before is not null) PodRules.Update(before, item, problems);
    }
}
