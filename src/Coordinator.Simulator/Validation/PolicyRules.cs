using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Validation;

/// <summary>What autoscalers and disruption budgets may not have.</summary>
internal static class PolicyRules
{
    public static void Scaler(JsonObject? before, JsonObject item, List<FieldProblem> problems)
    {
        var spec = item.Ensure("spec");
        var least = spec.Whole("minReplicas") ?? 1;
        var most = spec.Whole("maxReplicas") ?? 0;
        if (least < 1) problems.Add(FieldProblem.Invalid("spec.minReplicas", JsonValue.Create(least), "must be greater than or equal to 1"));
        if (most == 0) problems.Add(FieldProblem.Required("spec.maxReplicas", "must be set and greater than 0"));
        else if (most < 0) problems.Add(FieldProblem.Invalid("spec.maxReplicas", JsonValue.Create(most), "must be greater than 0"));
        if (most < least)
            problems.Add(FieldProblem.Invalid("spec.maxReplicas", JsonValue.Create(most), "must be greater than or equal to `minReplicas`"));
        foreach (var field in (string[])["kind", "name"])
        {
            if (spec.Text("scaleTargetRef", field) is null or "") problems.Add(FieldProblem.Required("spec.scaleTargetRef." + field));
        }

        Metrics(spec, problems);
        if (least == 0 && !spec.Objects("metrics").Any(metric => metric.Text("type") is "Object" or "External"))
        {
            problems.Add(FieldProblem.Forbidden("spec.metrics",
                "must specify at least one Object or External metric to support scaling to zero replicas"));
        }
    }

    private static void Metrics(JsonObject spec, List<FieldProblem> problems)
    {
        var i = 0;
        foreach (var metric in spec.Objects("metrics"))
        {
            var at = $"spec.metrics[{i++}]";
            // The server looks at the type twice; its causes say so.
            for (var look = 0; look < 2; look++) PodRules.OneOf(metric, "type", at, problems, "ContainerResource", "External", "Object", "Pods", "Resource");
            if (metric.Text("type") is "Resource" && metric.Object("resource", "target") is { } target
                && target["averageUtilization"] is null && target["averageValue"] is null)
            {
                problems.Add(FieldProblem.Required(at + ".resource.target.averageUtilization",
                    "must set either a target raw value or a target utilization"));
            }
        }
    }

    public static void Budget(JsonObject? before, JsonObject item, List<FieldProblem> problems)
    {
        var spec = item.Ensure("spec");
        if (spec["minAvailable"] is not null && spec["maxUnavailable"] is not null)
        {
            problems.Add(FieldProblem.InvalidRaw("spec", Shown(spec), "minAvailable and maxUnavailable cannot be both set"));
        }

        foreach (var field in (string[])["minAvailable", "maxUnavailable"]) Share("spec." + field, spec[field], problems);
        if (spec.Text("unhealthyPodEvictionPolicy") is { } policy and not ("IfHealthyBudget" or "AlwaysAllow"))
        {
            problems.Add(FieldProblem.NotSupported("spec.unhealthyPodEvictionPolicy", FieldProblem.Quote(policy), "AlwaysAllow", "IfHealthyBudget"));
        }

        Names.Labels("spec.selector.matchLabels", spec.Texts("selector", "matchLabels"), problems);
    }

    /// <summary>A count, or a percentage.</summary>
    public static void Share(string field, JsonNode? value, List<FieldProblem> problems, int? most = 100)
    {
        if (value.Whole() is { } whole)
        {
            if (whole < 0) problems.Add(FieldProblem.Invalid(field, JsonValue.Create(whole), "must be greater than or equal to 0"));
            return;
        }

        if (value.Text() is not { } text) return;
        if (text.Length < 2 || text[^1] != '%' || !int.TryParse(text[..^1], out var percent) || percent < 0)
        {
            problems.Add(FieldProblem.Invalid(field, text,
                "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for "
                + "validation is '[0-9]+%')"));
        }
        else if (percent > most) problems.Add(FieldProblem.Invalid(field, text, "must not be greater than 100%"));
    }

    /// <summary>As the server prints the whole spec in its refusal.</summary>
    private static string Shown(JsonObject spec) => new JsonObject
    {
        ["MinAvailable"] = spec["minAvailable"]?.DeepClone(),
        ["Selector"] = spec["selector"]?.DeepClone(),
        ["MaxUnavailable"] = spec["maxUnavailable"]?.DeepClone(),
        ["UnhealthyPodEvictionPolicy"] = spec["unhealthyPodEvictionPolicy"]?.DeepClone(),
    }.ToJsonString();
}
