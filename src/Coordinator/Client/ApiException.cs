using System.Net;
using Coordinator.Core.Views;

namespace Coordinator.Client;

/// <summary>The server answered, and not with what was asked for.</summary>
/// <param name="problem">What it said; made up from the status where it said nothing that is understood.</param>
/// <param name="retryAfter">When it wants to be asked again; null where it did not say.</param>
internal sealed class ApiException(ProblemView problem, TimeSpan? retryAfter = null)
    : Exception(problem.Detail.Length > 0 ? problem.Detail : problem.Title)
{
    /// <summary>Code of an answer that is none of this API's.</summary>
    public const string UnexpectedAnswer = "unexpected-answer";

    public ProblemView Problem { get; } = problem;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Whether the server is there and can't answer now: starting, stopping, behind a proxy that misses it.</summary>
    public bool IsUnavailable => (HttpStatusCode)Problem.Status
        is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout;

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsPassing => IsUnavailable || Problem.Status == (int)HttpStatusCode.TooManyRequests;
}
