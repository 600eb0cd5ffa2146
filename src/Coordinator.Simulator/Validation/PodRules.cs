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
            Mounts(containers[i], spec, at, problems);
        }
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
