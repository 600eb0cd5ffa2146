using System.Globalization;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>Whether a pod may be placed on a node, by the rules that depend on the two alone: readiness, taints, <c>nodeName</c>,
/// <c>nodeSelector</c> and required node affinity. Affinity to other pods, topology spread and host ports are not looked at.</summary>
internal static class NodeFit
{
    /// <summary>Whether the node is Ready and takes new pods at all.</summary>
    public static bool IsOpen(JsonObject node) =>
        !node.IsTrue("spec", "unschedulable")
        && node.Objects("status", "conditions").Any(one => one.Text("type") is "Ready" && one.Text("status") is "True");

    /// <summary>Whether an open node takes such a pod.</summary>
    /// <param name="node">The node.</param>
    /// <param name="podSpec">The pod's spec; null: a pod that asks for nothing and tolerates nothing.</param>
    public static bool Takes(JsonObject node, JsonNode? podSpec)
    {
        var labels = node.Texts("metadata", "labels");
        return node.Objects("spec", "taints").All(taint => IsNoBar(taint, podSpec))
            && podSpec.Text("nodeName") is var name && (name is null || name == node.Name())
            && podSpec.Texts("nodeSelector").All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value)
            && IsWanted(node, labels, podSpec.At("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"));
    }

    private static bool IsNoBar(JsonObject taint, JsonNode? podSpec) =>
        taint.Text("effect") is not ("NoSchedule" or "NoExecute")
        || podSpec.Objects("tolerations").Any(toleration => Tolerates(toleration, taint));

    /// <summary>An absent effect or key stands for all of them; an operator that compares numbers is taken for no match.</summary>
    private static bool Tolerates(JsonObject toleration, JsonObject taint)
    {
        var key = Given(toleration, "key");
        return (Given(toleration, "effect") is var effect && (effect is null || effect == taint.Text("effect")))
            && (key is null || key == taint.Text("key"))
            && (Given(toleration, "operator") ?? "Equal") switch
            {
                "Exists" => true,
                "Equal" => key is not null && (toleration.Text("value") ?? "") == (taint.Text("value") ?? ""),
                _ => false,
            };
    }

    /// <summary>One term is enough; of a term all must hold. A term without conditions matches nothing.</summary>
    private static bool IsWanted(JsonObject node, SortedDictionary<string, string> labels, JsonNode? required) =>
        required is null || required.Objects("nodeSelectorTerms").Any(term =>
        {
            var expressions = term.Objects("matchExpressions").ToArray();
            var fields = term.Objects("matchFields").ToArray();
            return expressions.Length + fields.Length > 0
                && expressions.All(one => Holds(one, labels.GetValueOrDefault(one.Text("key") ?? "")))
                && fields.All(one => Holds(one, one.Text("key") is "metadata.name" ? node.Name() : null));
        });

    private static bool Holds(JsonObject condition, string? found)
    {
        var values = condition.At("values") is JsonArray array ? array.Select(value => value?.ToString()).ToArray() : [];
        return condition.Text("operator") switch
        {
            "In" => found is not null && values.Contains(found),
            "NotIn" => found is null || !values.Contains(found),
            "Exists" => found is not null,
            "DoesNotExist" => found is null,
            "Gt" => Compare(found, values) > 0,
            "Lt" => Compare(found, values) < 0,
            _ => false,
        };
    }

    /// <summary>Null where either is no whole number: then neither is larger.</summary>
    private static int? Compare(string? found, string?[] values) =>
        values is [var limit] && Number(found) is { } left && Number(limit) is { } right ? left.CompareTo(right) : null;

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Given(JsonObject node, string name) => node.Text(name) is { Length: > 0 } text ? text : null;
}
