using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.Validation;

/// <summary>422 Invalid with a cause for each problem.</summary>
internal static class InvalidObject
{
    public static StatusError Of(ApiKind kind, string name, List<FieldProblem> problems) =>
        Of(kind.Group, kind.Name, name, problems);

    public static StatusError Options(string options, params List<FieldProblem> problems) =>
        Of("meta.k8s.io", options, "", problems);

    public static StatusError Of(string group, string kind, string name, List<FieldProblem> problems)
    {
        var qualified = group.Length == 0 ? kind : $"{kind}.{group}";
        var said = problems.Select(problem => $"{problem.Field}: {problem.Message}").Distinct().ToList();
        var message = said.Count == 1 ? said[0] : $"[{string.Join(", ", said)}]";
        var details = new JsonObject();
        if (name.Length > 0) details["name"] = name;
        if (group.Length > 0) details["group"] = group;
        if (kind.Length > 0) details["kind"] = kind;
        details["causes"] = new JsonArray([.. problems.Select(problem => (JsonNode)new JsonObject
        { ["reason"] = problem.Reason, ["message"] = problem.Message, ["field"] = problem.Field })]);
        return new StatusError(422, "Invalid", $"{qualified} \"{name}\" is invalid: {message}", details);
    }

    public static void ThrowIfAny(ApiKind kind, string name, List<FieldProblem> problems)
    {
        if (problems.Count > 0) throw Of(kind, name, problems);
    }
}
