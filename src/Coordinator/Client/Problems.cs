using System.Net;
using System.Text.Json;
using Coordinator.Core;
using Coordinator.Core.Views;

namespace Coordinator.Client;

/// <summary>Reads problems from answers, whoever wrote them.</summary>
internal static class Problems
{
    /// <summary>Longest wait that a server's Retry-After is believed.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(1);

    /// <summary>The problem of an answer; a proxy's page becomes one with the status alone.</summary>
    public static ApiException Of(HttpResponseMessage response, string text) => new(Read(response, text), RetryAfter(response));

    /// <summary>A success that is none of this API's.</summary>
    public static ApiException Unexpected(HttpResponseMessage response, string why) =>
        Unexpected(response.RequestMessage?.RequestUri, response.StatusCode, why);

    /// <summary>The same where the answer itself is not at hand.</summary>
    public static ApiException Unexpected(Uri? address, HttpStatusCode status, string why) => new(new(
        "about:blank", "Unexpected answer", (int)status, ApiException.UnexpectedAnswer,
        $"{address} did not answer as a coordinator does: {why}", null, null, []));

    private static ProblemView Read(HttpResponseMessage response, string text)
    {
        try
        {
            if (response.Content.Headers.ContentType?.MediaType is "application/problem+json" or "application/json"
                && CoreJson.Read<ProblemView>(text) is { Code.Length: > 0 } problem)
                return problem with
                {
                    Status = (int)response.StatusCode,
                    Title = problem.Title ?? "",
                    Detail = problem.Detail ?? "",
                    Errors = problem.Errors.IsDefault ? [] : problem.Errors,
                };
        }
        catch (JsonException)
        {
            // Not this API's; the status tells what is known.
        }
        return new("about:blank", response.ReasonPhrase ?? "", (int)response.StatusCode, $"http-{(int)response.StatusCode}",
            $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode} {ReasonOf(response.StatusCode)}", null, null, []);
    }

    private static string ReasonOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "(no token, or one that is not known)",
        HttpStatusCode.Forbidden => "(the token does not permit this)",
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => "(redirects are not followed)",
        _ => status.ToString(),
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta is { } delta
        ? TimeSpan.FromTicks(Math.Min(delta.Ticks, LongestRetryAfter.Ticks))
        : null;
}
