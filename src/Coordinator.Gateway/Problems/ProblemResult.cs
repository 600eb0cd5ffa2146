using System.Globalization;
using Coordinator.Core;
using Coordinator.Core.Views;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Gateway.Problems;

/// <summary>Sends problem details.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="RetryAfterSeconds">When to try again; null where that makes no sense.</param>
internal sealed record ProblemResult(ProblemView Problem, int? RetryAfterSeconds = null) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Problem.Status;
        if (RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return response.WriteAsJsonAsync(Problem, CoreJson.Options, "application/problem+json", httpContext.RequestAborted);
    }
}
