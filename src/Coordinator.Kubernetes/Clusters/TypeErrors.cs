using System.Text.RegularExpressions;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>
/// An object with a field that its kind does not have, or a value of another type, is refused by a server-side apply with 500,
/// although repeating it can't help: it is an answer, not a fault.
/// </summary>
internal static partial class TypeErrors
{
    private const string Beginning = "failed to create typed patch object";

    /// <summary>Whether an answer is one.</summary>
    public static bool Is(ApiAnswer answer) =>
        answer.Body.Text("kind") is "Status" && answer.Message.StartsWith(Beginning, StringComparison.Ordinal);

    /// <summary>A server's message in one line, without the name of the object, which the caller gives.</summary>
    public static string Plain(string message) => string.Join(
        "; ", Naming().Replace(message, "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What stands before the mistakes: <c>failed to create typed patch object (ns/name; group/v1, Kind=X): errors:</c>, or
    /// <c>Service "name" is invalid: </c>.</summary>
    [GeneratedRegex($"""^(?:{Beginning} \([^)]*\): (?:errors:)?|[\w.]+ "[^"]*" is invalid: )""")]
    private static partial Regex Naming();
}
