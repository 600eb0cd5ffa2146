using Coordinator.Simulator.Access;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.Api;

/// <summary>Reads and checks the parameters of writes.</summary>
internal static class RequestOptions
{
    private const int MaxManager = 128;

    public static WriteOptions Of(ApiRequest request, User user, string userAgent, bool apply, bool dryRunInBody = false)
    {
        var options = request.Method switch
        { "POST" => "CreateOptions", "PATCH" => "PatchOptions", "DELETE" => "DeleteOptions", _ => "UpdateOptions" };
        var query = request.Query;
        var problems = new List<FieldProblem>();
        if (query.Has("dryRun") && query.All("dryRun").Any(value => value != "All"))
        {
            var shown = string.Join(" ", query.All("dryRun").Select(FieldProblem.Quote));
            problems.Add(FieldProblem.NotSupported("dryRun", $"[{shown}]", "All"));
        }

        Manager(query, apply, problems);
        if (query.Has("force") && !apply)
            problems.Add(FieldProblem.Forbidden("force", "may not be specified for non-apply patch"));
        var validation = query["fieldValidation"] ?? "";
        if (validation is not ("" or "Ignore" or "Warn" or "Strict"))
        {
            problems.Add(FieldProblem.NotSupported("fieldValidation", FieldProblem.Quote(validation), "", "Ignore", "Strict", "Warn"));
        }

        if (problems.Count > 0) throw InvalidObject.Options(options, [.. problems]);
        return new()
        {
            User = user.Name,
            Author = user,
            UserAgent = userAgent,
            Manager = query["fieldManager"] ?? DefaultManager(userAgent),
            DryRun = query.Has("dryRun") || dryRunInBody,
            Force = query.Flag("force"),
            FieldValidation = validation.Length == 0 ? "Warn" : validation,
            Verb = apply ? "apply" : request.Verb,
            Subresource = request.Subresource,
            IsPatch = request.Method == "PATCH" && !apply,
        };
    }

    private static string DefaultManager(string userAgent)
    {
        var slash = userAgent.IndexOf('/');
        var name = slash < 0 ? userAgent : userAgent[..slash];
        return name.Length == 0 ? "unknown" : name.Length > MaxManager ? name[..MaxManager] : name;
    }

    private static void Manager(Query query, bool apply, List<FieldProblem> problems)
    {
        var manager = query["fieldManager"];
        if (apply && string.IsNullOrEmpty(manager))
            problems.Add(FieldProblem.Required("fieldManager", "is required for apply patch"));
        if (manager is null) return;
        if (manager.Length > MaxManager)
            problems.Add(FieldProblem.TooLong("fieldManager", "may not be more than 128 bytes"));
        var at = manager.ToList().FindIndex(char.IsControl);
        if (at >= 0)
        {
            problems.Add(FieldProblem.Invalid("fieldManager", manager,
                $"invalid character U+{(int)manager[at]:X4} (at position {at})"));
        }
    }
}
