using System.Net;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>
/// An object with a field that its kind does not have, or a value of another type, is refused by a server-side apply with 500,
/// although repeating it can't help: it is an answer, not a fault.
/// </summary>
internal static class TypeErrors
{
    private const string Beginning = "failed to create typed patch object";

    /// <summary>Whether the status of an answer leaves open whether it is one.</summary>
    public static bool MayBe(ApiRequest request, HttpStatusCode status) =>
        status is HttpStatusCode.InternalServerError && request is { Proxied: false, ContentType: ApiRequest.Apply };

    /// <summary>Whether an answer is one.</summary>
    public static bool Is(ApiAnswer answer) =>
        answer.Body.Text("kind") is "Status" && answer.Message.StartsWith(Beginning, StringComparison.Ordinal);

    /// <summary>A server's message in one line, without the name of the object, which the caller gives.</summary>
    public static string Plain(string message)
    {
        foreach (var (start, end) in (ReadOnlySpan<(string, string)>)[(Beginning, "): "), ("", " is invalid: ")])
        {
            var at = message.IndexOf(end, StringComparison.Ordinal);
            if (at >= 0 && message.StartsWith(start, StringComparison.Ordinal))
            {
                message = message[(at + end.Length)..];
            }
        }

        const string several = "errors:";
        var lines = (message.StartsWith(several, StringComparison.Ordinal) ? message[several.Length..] : message)
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return string.Join("; ", lines);
    }
}
