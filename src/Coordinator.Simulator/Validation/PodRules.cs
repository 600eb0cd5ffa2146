using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Validation;

/// <summary>What the spec of a pod may not have.</summary>
internal static class PodRules
{
    private const string Deadline = "activeDeadlineSeconds";

    public static void Check(JsonObject? spec, string field, List<FieldProblem> problems)
    {
        Unique(spec, "volumes", field, problems);
        if (!spec.Objects("containers").Any()) problems.Add(FieldProblem.Required(field + ".containers"));
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in (string[])["containers", "initContainers"])
        {
            var i = 0;
            foreach (var container in spec.Objects(list)) ContainerRules.Check(container, spec, $"{field}.{list}[{i++}]", names, problems);
        }

        OneOf(spec, "restartPolicy", field, problems, "Always", "OnFailure", "Never");
        OneOf(spec, "dnsPolicy", field, problems, "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
        Names.Labels(field + ".nodeSelector", spec.Texts("nodeSelector"), problems);
        if (spec.Whole(Deadline) is { } seconds and < 1)
            problems.Add(FieldProblem.Invalid($"{field}.{Deadline}", JsonValue.Create(seconds), $"must be between 1 and {int.MaxValue}, inclusive"));
    }

    /// <summary>Of a pod that is there, the images may change and little else.</summary>
    public static void Update(JsonObject before, JsonObject after, List<FieldProblem> problems)
    {
        if (before.Objects("spec", "containers").Count() != after.Objects("spec", "containers").Count())
        {
            problems.Add(FieldProblem.Forbidden("spec.containers", "pod updates may not add or remove containers"));
            return;
        }

        Shorter(before.Whole("spec", Deadline), after.Whole("spec", Deadline), problems);
        Gates(before, after, problems);
        if (JsonNode.DeepEquals(Fixed(before, after), Fixed(after, before))) return;
        problems.Add(FieldProblem.Forbidden("spec", "pod updates may not change fields other than `spec.containers[*].image`,"
            + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing "
            + "tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"));
    }

    public static void OneOf(JsonObject? of, string name, string field, List<FieldProblem> problems, params string[] supported)
    {
        if (of.Text(name) is { } value && !supported.Contains(value))
            problems.Add(FieldProblem.NotSupported($"{field}.{name}", FieldProblem.Quote(value), supported));
    }

    private static void Shorter(long? before, long? after, List<FieldProblem> problems)
    {
        var wrong = (before, after) switch
        {
            (not null, null) => "must not update from a positive integer to nil value",
            ({ } known, { } wanted) when wanted > known => "must be less than or equal to previous value",
            _ => null,
        };
        if (wrong is not null) problems.Add(FieldProblem.Invalid("spec." + Deadline, after is { } value ? JsonValue.Create(value) : null, wrong));
    }

    private static void Gates(JsonObject before, JsonObject after, List<FieldProblem> problems)
    {
        var known = before.Objects("spec", "schedulingGates").Select(gate => gate.Text("name")).ToHashSet();
        var i = 0;
        foreach (var gate in after.Objects("spec", "schedulingGates"))
        {
            if (!known.Contains(gate.Text("name")))
            {
                problems.Add(FieldProblem.Forbidden($"spec.schedulingGates[{i}].name",
                    $"only deletion is allowed, but found new scheduling gate '{gate.Text("name")}'"));
            }

            i++;
        }
    }

    private static JsonObject Fixed(JsonObject pod, JsonObject other)
    {
        var spec = pod.Object("spec")?.Copy() ?? [];
        foreach (var field in (string[])[Deadline, "tolerations", "schedulingGates"]) spec.Remove(field);
        // The scheduler binds a pod to a node and writes that into its status; no other write changes both.
        if (!JsonNode.DeepEquals(pod["status"], other["status"])) spec.Remove("nodeName");
        foreach (var container in spec.Objects("containers").Concat(spec.Objects("initContainers"))) container.Remove("image");
        return spec;
    }

    private static void Unique(JsonObject? spec, string list, string field, List<FieldProblem> problems)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var i = 0;
        foreach (var entry in spec.Objects(list))
        {
            if (entry.Text("name") is not { Length: > 0 } name) problems.Add(FieldProblem.Required($"{field}.{list}[{i}].name"));
            else if (!names.Add(name)) problems.Add(FieldProblem.Duplicate($"{field}.{list}[{i}].name", FieldProblem.Quote(name)));
            i++;
        }
    }
}
