using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Validation;

/// <summary>What Deployments and their like may not have.</summary>
internal static class WorkloadRules
{
    public static void Check(JsonObject? before, JsonObject item, List<FieldProblem> problems)
    {
        var spec = item.Ensure("spec");
        NotNegative(spec, "replicas", problems);
        NotNegative(spec, "minReadySeconds", problems);
        NotNegative(spec, "revisionHistoryLimit", problems);
        NotNegative(spec, "progressDeadlineSeconds", problems);
        if (spec.Whole("progressDeadlineSeconds") is { } deadline && deadline <= (spec.Whole("minReadySeconds") ?? 0))
        {
            problems.Add(FieldProblem.Invalid("spec.progressDeadlineSeconds", JsonValue.Create(deadline),
                "must be greater than minReadySeconds"));
        }

        LabelSelector(spec, problems);
        Strategy(spec, problems);
        PodRules.Check(spec.Object("template", "spec"), "spec.template.spec", problems);
        Names.Labels("spec.template.labels", spec.Texts("template", "metadata", "labels"), problems);
        if (spec.Whole("template", "spec", "activeDeadlineSeconds") is not null)
            problems.Add(FieldProblem.Forbidden("spec.template.spec.activeDeadlineSeconds", "activeDeadlineSeconds in ReplicaSet is not Supported"));
        if (spec.Text("template", "spec", "restartPolicy") is { } policy and not "Always")
        {
            problems.Add(FieldProblem.NotSupported("spec.template.spec.restartPolicy", FieldProblem.Quote(policy), "Always"));
        }

        if (before is null || JsonNode.DeepEquals(before.At("spec", "selector"), spec["selector"])) return;
        problems.Add(FieldProblem.InvalidRaw("spec.selector", GoSelector(spec.Object("selector")), "field is immutable"));
    }

    public static void NotNegative(JsonObject spec, string name, List<FieldProblem> problems)
    {
        if (spec.Whole(name) is { } number and < 0)
        {
            problems.Add(FieldProblem.Invalid("spec." + name, JsonValue.Create(number),
                "must be greater than or equal to 0"));
        }
    }

    private static void LabelSelector(JsonObject spec, List<FieldProblem> problems)
    {
        if (spec.Object("selector") is not { } selector)
        {
            problems.Add(FieldProblem.Required("spec.selector"));
            if (spec["template"] is null)
                problems.Add(FieldProblem.InvalidRaw("spec.template.metadata.labels", "null", "`selector` does not match template `labels`"));
            return;
        }

        Names.Labels("spec.selector.matchLabels", selector.Texts("matchLabels"), problems);
        if (selector.Array("matchLabels") is null && selector.Texts("matchLabels").Count == 0 && selector.Array("matchExpressions") is null)
            problems.Add(FieldProblem.InvalidRaw("spec.selector", "{}", "empty selector is invalid for deployment"));
        var labels = spec.Texts("template", "metadata", "labels");
        if (Selector.Of(selector).Matches(labels)) return;
        problems.Add(FieldProblem.InvalidRaw("spec.template.metadata.labels", labels.ToJson().ToJsonString(),
            "`selector` does not match template `labels`"));
    }

    private static void Strategy(JsonObject spec, List<FieldProblem> problems)
    {
        if (spec.Text("strategy", "type") is not { } type) return;
        if (type is not ("Recreate" or "RollingUpdate"))
        {
            problems.Add(FieldProblem.NotSupported("spec.strategy", $$"""{"Type":{{FieldProblem.Quote(type)}},"RollingUpdate":null}""", "Recreate", "RollingUpdate"));
        }

        foreach (var field in (string[])["maxSurge", "maxUnavailable"])
            PolicyRules.Share("spec.strategy.rollingUpdate." + field, spec.At("strategy", "rollingUpdate", field), problems, most: field is "maxSurge" ? null : 100);
        if (type == "RollingUpdate" && IsZero(spec.At("strategy", "rollingUpdate", "maxUnavailable"))
            && IsZero(spec.At("strategy", "rollingUpdate", "maxSurge")))
        {
            problems.Add(FieldProblem.InvalidRaw("spec.strategy.rollingUpdate.maxUnavailable", "0", "may not be 0 when `maxSurge` is 0"));
        }

        if (type == "Recreate" && spec.Object("strategy", "rollingUpdate") is not null)
        {
            problems.Add(FieldProblem.Forbidden("spec.strategy.rollingUpdate",
                "may not be specified when strategy `type` is 'Recreate'"));
        }
    }

    private static bool IsZero(JsonNode? value) => value.Whole() is 0 || value.Text() is "0%";

    /// <summary>As Go prints a LabelSelector, which is how the server shows one.</summary>
    public static string GoSelector(JsonObject? selector)
    {
        var labels = string.Join(", ", selector.Texts("matchLabels").OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"\"{pair.Key}\":\"{pair.Value}\""));
        return $"{{\"matchLabels\":{{{labels.Replace(", ", ",")}}}}}";
    }
}
