using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Validation;

/// <summary>What the spec of a pod may not have.</summary>
internal static class PodRules
{
    public static void Check(JsonObject? spec, string field, List<FieldProblem> problems)
    {
        var containers = spec.Objects("containers").ToList();
        if (containers.Count == 0) problems.Add(FieldProblem.Required(field + ".containers"));
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < containers.Count; i++)
        {
            var at = $"{field}.containers[{i}]";
            var name = containers[i].Text("name");
            if (name is null) problems.Add(FieldProblem.Required(at + ".name"));
            else if (Names.Name(name, label: true) is { } wrong) problems.Add(FieldProblem.Invalid(at + ".name", name, wrong));
            else if (!names.Add(name)) problems.Add(FieldProblem.Duplicate(at + ".name", FieldProblem.Quote(name)));
            if (containers[i].Text("image") is null) problems.Add(FieldProblem.Required(at + ".image"));
            Entries(containers[i], at, problems);
            Mounts(containers[i], spec, at, problems);
        }
    }

    private static void Entries(JsonObject container, string at, List<FieldProblem> problems)
    {
        var i = 0;
        foreach (var port in container.Objects("ports"))
        {
            var field = $"{at}.ports[{i}].containerPort";
            if (port.Whole("containerPort") is not { } number || number == 0) problems.Add(FieldProblem.Required(field));
            else if (number is < 1 or > 65535) problems.Add(FieldProblem.Invalid(field, JsonValue.Create(number), "must be between 1 and 65535, inclusive"));
            i++;
        }

        i = 0;
        foreach (var variable in container.Objects("env"))
        {
            if (variable.Text("name") is null) problems.Add(FieldProblem.Required($"{at}.env[{i}].name"));
            i++;
        }
    }

    /// <summary>Of a pod that is there, the images may change and little else.</summary>
    public static void Update(JsonObject before, JsonObject after, List<FieldProblem> problems)
    {
        if (JsonNode.DeepEquals(Fixed(before), Fixed(after))) return;
        problems.Add(FieldProblem.Forbidden("spec", "pod updates may not change fields other than `spec.containers[*].image`,"
            + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing "
            + "tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"));
    }

    private static JsonObject Fixed(JsonObject pod)
    {
        var spec = pod.Object("spec")?.Copy() ?? [];
        foreach (var field in (string[])["activeDeadlineSeconds", "tolerations", "schedulingGates", "nodeName"]) spec.Remove(field);
        foreach (var container in spec.Objects("containers").Concat(spec.Objects("initContainers"))) container.Remove("image");
        return spec;
    }

    private static void Mounts(JsonObject container, JsonObject? spec, string at, List<FieldProblem> problems)
    {
        var volumes = spec.Objects("volumes").Select(volume => volume.Text("name")).ToHashSet();
        var i = 0;
        foreach (var mount in container.Objects("volumeMounts"))
        {
            var name = mount.Text("name") ?? "";
            if (!volumes.Contains(name))
                problems.Add(new("FieldValueNotFound", $"{at}.volumeMounts[{i}].name", $"Not found: {FieldProblem.Quote(name)}"));
            i++;
        }
    }
}
