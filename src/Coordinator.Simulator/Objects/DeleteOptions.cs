using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.Objects;

/// <summary>How an object is to be deleted.</summary>
internal sealed record DeleteOptions(long? GraceSeconds, string? Propagation, string? Uid, string? Version)
{
    public static readonly DeleteOptions Default = new(null, null, null, null);

    public bool DryRun { get; init; }

    /// <summary>What body and query say, of which the query counts only without a body.</summary>
    public static DeleteOptions Parse(JsonObject? body, string? propagation, string? grace)
    {
        Check(body, propagation);
        var orphans = body.Flag("orphanDependents") switch { true => "Orphan", false => "Background", null => null };
        return new(body.Whole("gracePeriodSeconds") ?? (long.TryParse(grace, out var seconds) ? seconds : null),
            body.Text("propagationPolicy") ?? propagation ?? orphans, body.Text("preconditions", "uid"), body.Text("preconditions", "resourceVersion"))
        { DryRun = body.Array("dryRun") is { Count: > 0 } };
    }

    private static void Check(JsonObject? body, string? propagation)
    {
        if (body.Text("kind") is { } kind && kind != "DeleteOptions")
        {
            throw StatusError.BadRequest($"no kind \"{kind}\" is registered for version \"{body.Text("apiVersion")}\" in scheme "
                + "\"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27\"");
        }

        var problems = new List<FieldProblem>();
        var policy = body.Text("propagationPolicy") ?? propagation;
        if (policy is not null && body.Flag("orphanDependents") is not null)
        {
            problems.Add(FieldProblem.Invalid("propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set"));
        }
        else if (policy is not (null or "" or "Foreground" or "Background" or "Orphan"))
        {
            problems.Add(FieldProblem.NotSupported("propagationPolicy", FieldProblem.Quote(policy), "Foreground", "Background", "Orphan", "nil"));
        }

        if (body.Array("dryRun") is { } dryRun && dryRun.Any(value => value.Text() != "All"))
            problems.Add(FieldProblem.NotSupported("dryRun", $"[{string.Join(" ", dryRun.Select(FieldProblem.Show))}]", "All"));
        if (problems.Count > 0) throw InvalidObject.Options("DeleteOptions", problems);
    }
}
