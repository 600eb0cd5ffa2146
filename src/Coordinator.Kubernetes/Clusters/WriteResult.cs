using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>What became of a write.</summary>
/// <param name="Body">The object as it is now; null where nothing was written.</param>
/// <param name="Conflicts">Fields that other managers own; empty where the object had only changed, or is gone.</param>
internal sealed partial record WriteResult(JsonObject? Body, ImmutableArray<FieldConflict> Conflicts)
{
    /// <summary>Whether the object is not what it was read as (changed, created by another, or gone): read it again.</summary>
    public bool IsStale => Body is null && Conflicts.IsEmpty;

    /// <summary>Of an answer 404 or 409.</summary>
    public static WriteResult Of(ApiAnswer answer) => new(null, answer.Status is HttpStatusCode.Conflict
        ?
        [
            .. answer.Body.Objects("details", "causes")
                .Where(cause => cause.Text("reason") is "FieldManagerConflict")
                .Select(cause => new FieldConflict(
                    Manager().Match(cause.Text("message") ?? "") is { Success: true } match ? match.Groups[1].Value : "unknown",
                    cause.Text("field") ?? "")),
        ]
        : []);

    [GeneratedRegex("conflict with \"([^\"]*)\"")]
    private static partial Regex Manager();
}
