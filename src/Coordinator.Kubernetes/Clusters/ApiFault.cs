using System.Net;
using Coordinator.Kubernetes.Clusters.Access;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>Why an attempt at a call gave no answer that counts.</summary>
/// <param name="Message">What happened, without credentials.</param>
/// <param name="NothingHappened">Whether the call surely had no effect; else nobody knows.</param>
/// <param name="Cause">What was caught.</param>
internal sealed record ApiFault(string Message, bool NothingHappened = false, Exception? Cause = null)
{
    /// <summary>The server's answer; null = there was none.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether credentials (401) or the server's certificate were refused: others may do.</summary>
    public bool Refused { get; init; }

    /// <summary>Of an answer; null where it counts as one. 401 and 429 say that nothing was done; of a 5xx nobody knows. A pod's
    /// own 429 and 5xx are answers.</summary>
    public static ApiFault? Of(HttpResponseMessage response, bool proxied, DateTimeOffset now) => (int)response.StatusCode switch
    {
        401 => new ApiFault("the API server does not accept the credentials (401)", NothingHappened: true)
        {
            Status = response.StatusCode,
            Refused = true,
        },
        429 or >= 500 when !proxied => new ApiFault(
            $"HTTP {(int)response.StatusCode}", NothingHappened: response.StatusCode is HttpStatusCode.TooManyRequests)
        {
            Status = response.StatusCode,
            RetryAfter = RetryAfterOf(response, now),
        },
        _ => null,
    };

    /// <summary>Of a connection that failed. One that was never made carried nothing.</summary>
    public static ApiFault Of(HttpRequestException fault)
    {
        var tls = fault.HttpRequestError is HttpRequestError.SecureConnectionError;
        var why = fault.InnerException?.Message ?? fault.Message;
        var message = fault.InnerException is UntrustedServerException ? $"TLS: {why}"
            : tls ? $"TLS: the server's certificate or ours is refused: {why}" : why;
        return new ApiFault(message,
            NothingHappened: tls || fault.HttpRequestError
                is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError,
            Cause: fault)
        {
            Refused = tls,
        };
    }

    /// <summary>Seconds, or a date in the server's clock, which is told by its Date header.</summary>
    private static TimeSpan? RetryAfterOf(HttpResponseMessage response, DateTimeOffset now)
    {
        var given = response.Headers.RetryAfter;
        var wait = given?.Delta ?? (given?.Date is { } date ? date - (response.Headers.Date ?? now) : null);
        return wait > TimeSpan.Zero ? wait : null;
    }
}
