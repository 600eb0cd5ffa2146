using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Validation;

/// <summary>What Jobs may not have, and what of them stays as it is.</summary>
internal static class JobRules
{
    private const string Template = "spec.template";
    private const string Controller = "batch.kubernetes.io/controller-uid";

    private static readonly string[] Counts =
        ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"];

    /// <summary>Fields of the template's spec that may change while a Job is suspended.</summary>
    private static readonly string[] Directives = ["nodeSelector", "tolerations", "affinity", "schedulingGates"];

    public static void Check(JsonObject? before, JsonObject item, List<FieldProblem> problems)
    {
        var spec = item.Ensure("spec");
        Selector(item, spec, problems);
        foreach (var field in Counts) WorkloadRules.NotNegative(spec, field, problems);
        PodRules.OneOf(spec, "completionMode", "spec", problems, "NonIndexed", "Indexed");
        if (spec.Text("completionMode") is "Indexed")
        {
            if (spec["completions"] is null) problems.Add(FieldProblem.Required("spec.completions", "when completion mode is Indexed"));
        }
        else if (spec.Whole("backoffLimitPerIndex") is { } perIndex)
            problems.Add(FieldProblem.Invalid("spec.backoffLimitPerIndex", JsonValue.Create(perIndex), "requires indexed completion mode"));

        FailurePolicy(spec, problems);
        PodRules.Check(spec.Object("template", "spec"), Template + ".spec", problems);
        if (spec.Text("template", "spec", "restartPolicy") is "Always")
            problems.Add(FieldProblem.Required(Template + ".spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""));
        if (before is not null) Update(before, item, problems);
    }

    private static void Selector(JsonObject item, JsonObject spec, List<FieldProblem> problems)
    {
        var (selector, labels) = (spec.Object("selector"), spec.Texts("template", "metadata", "labels"));
        var known = selector.Texts("matchLabels");
        if (spec.Flag("manualSelector") is not true && (known.Count != 1 || !known.ContainsKey(Controller)))
            problems.Add(FieldProblem.InvalidRaw("spec.selector", WorkloadRules.GoSelector(selector), "`selector` not auto-generated"));
        if (item.Text("metadata", "uid") is null || Store.Selector.Of(selector).Matches(labels)) return;
        problems.Add(FieldProblem.InvalidRaw(Template + ".metadata.labels", labels.Count == 0 ? "null" : labels.ToJson().ToJsonString(),
            "`selector` does not match template `labels`"));
    }

    private static void FailurePolicy(JsonObject spec, List<FieldProblem> problems)
    {
        if (spec.Object("podFailurePolicy") is not { } policy) return;
        if (spec.Text("podReplacementPolicy") is { } replacement and not "Failed")
            problems.Add(FieldProblem.NotSupported("spec.podReplacementPolicy", FieldProblem.Quote(replacement), "Failed"));
        var i = 0;
        foreach (var rule in policy.Objects("rules"))
        {
            var at = $"spec.podFailurePolicy.rules[{i++}]";
            if (rule.Text("action") is null) problems.Add(FieldProblem.Required(at + ".action", "valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]"));
            PodRules.OneOf(rule, "action", at, problems, "Count", "FailIndex", "FailJob", "Ignore");
            if (rule.Object("onExitCodes") is { } codes && codes.Array("values") is not { Count: > 0 })
                problems.Add(FieldProblem.InvalidRaw(at + ".onExitCodes.values", "[]", "at least one value is required"));
            var conditions = rule.Objects("onPodConditions").Any();
            if (rule["onExitCodes"] is not null && conditions)
                problems.Add(FieldProblem.InvalidRaw(at, "specifying both OnExitCodes and OnPodConditions is not supported", ""));
            else if (rule["onExitCodes"] is null && !conditions)
                problems.Add(FieldProblem.InvalidRaw(at, "specifying one of OnExitCodes and OnPodConditions is required", ""));
        }

        if (spec.Text("template", "spec", "restartPolicy") is { } restart and not "Never")
        {
            problems.Add(FieldProblem.Invalid(Template + ".spec.restartPolicy", restart,
                "only \"Never\" is supported when podFailurePolicy is specified"));
        }
    }

    private static void Update(JsonObject before, JsonObject item, List<FieldProblem> problems)
    {
        var suspended = before.Flag("spec", "suspend") is true && before.Text("status", "startTime") is null;
        if (!JsonNode.DeepEquals(Fixed(before, suspended), Fixed(item, suspended)))
            problems.Add(FieldProblem.InvalidRaw(Template + ".spec", "core.PodSpec{}", "field is immutable"));
        foreach (var field in (string[])["selector", "completions", "completionMode", "podFailurePolicy", "backoffLimitPerIndex"])
        {
            var (known, wanted) = (before.At("spec", field), item.At("spec", field));
            if (JsonNode.DeepEquals(known, wanted) || (field is "completions" && IsElastic(before, item))) continue;
            problems.Add(field is "selector"
                ? FieldProblem.InvalidRaw("spec.selector", WorkloadRules.GoSelector(wanted as JsonObject), "field is immutable")
                : FieldProblem.Invalid("spec." + field, wanted, "field is immutable"));
        }
    }

    /// <summary>Completions of an indexed Job may change together with its parallelism.</summary>
    private static bool IsElastic(JsonObject before, JsonObject item) => item.Text("spec", "completionMode") is "Indexed"
        && before.Text("spec", "completionMode") is "Indexed" && item.Whole("spec", "completions") == item.Whole("spec", "parallelism");

    private static JsonObject Fixed(JsonObject job, bool suspended)
    {
        var spec = job.Object("spec", "template", "spec")?.Copy() ?? [];
        if (!suspended) return spec;
        foreach (var field in Directives) spec.Remove(field);
        return spec;
    }
}
