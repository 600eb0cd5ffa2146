using System.Net;
using System.Text;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>
/// Where the status alone does not tell whether an answer counts as one: behind the API server's proxy a pod may well answer 401 or 429
/// itself, which is news about the pod, and of an apply one kind of 500 is an answer.
/// </summary>
internal static class AmbiguousAnswers
{
    /// <summary>What an API server says that has no time: as plain text and with Retry-After, not as a Status.</summary>
    private const string Overloaded = "Too many requests, please try again later.";

    /// <summary>Tells by the body whether it is an answer; null where the status tells.</summary>
    public static Func<ApiAnswer, ReadOnlyMemory<byte>, bool>? JudgeOf(ApiRequest request, HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.Unauthorized when request.Proxied => (answer, _) => !IsStatus(answer, "Unauthorized"),
        HttpStatusCode.TooManyRequests when request.Proxied && response.Headers.RetryAfter is not null
            => (answer, body) => !IsStatus(answer, "TooManyRequests") && Encoding.UTF8.GetString(body.Span).TrimEnd() != Overloaded,
        HttpStatusCode.InternalServerError when request is { Proxied: false, ContentType: ApiRequest.Apply } => (answer, _) => TypeErrors.Is(answer),
        _ => null,
    };

    private static bool IsStatus(ApiAnswer answer, string reason) => answer.Body.Text("kind") is "Status" && answer.Reason == reason;
}
