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
    /// <summary>What an API server says that has no time: with Retry-After, and as Go's <c>http.Error</c> writes a text, not as a Status. Others
    /// say the same in other forms: express-rate-limit as HTML and without the end of the line.</summary>
    private const string Overloaded = "Too many requests, please try again later.\n";

    /// <summary>Tells by the body whether it is an answer; null where the status tells.</summary>
    public static Func<ApiAnswer, ReadOnlyMemory<byte>, bool>? JudgeOf(ApiRequest request, HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.Unauthorized when request.Proxied => (answer, _) => !IsStatus(answer, "Unauthorized"),
        HttpStatusCode.TooManyRequests when request.Proxied && response.Headers.RetryAfter is not null
            => (answer, body) => !IsStatus(answer, "TooManyRequests") && !IsOverloaded(response, body),
        HttpStatusCode.InternalServerError when request is { Proxied: false, ContentType: ApiRequest.Apply } => (answer, _) => TypeErrors.Is(answer),
        _ => null,
    };

    private static bool IsOverloaded(HttpResponseMessage response, ReadOnlyMemory<byte> body) =>
        response.Content.Headers.ContentType?.MediaType is "text/plain"
        && response.Headers.TryGetValues("X-Content-Type-Options", out var options) && options.Contains("nosniff")
        && Encoding.UTF8.GetString(body.Span) == Overloaded;

    private static bool IsStatus(ApiAnswer answer, string reason) => answer.Body.Text("kind") is "Status" && answer.Reason == reason;
}
