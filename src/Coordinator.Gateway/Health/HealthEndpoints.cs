using Coordinator.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Gateway.Health;

/// <summary>The probes of whoever runs the process.</summary>
internal static class HealthEndpoints
{
    private const int RetrySeconds = 2;

    // Load balancers ask for the head alone.
    private static readonly string[] Methods = ["GET", "HEAD"];

    /// <summary>Maps them; both answer without authentication.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods("/healthz", Methods, () => Results.Text("ok")).AllowAnonymous().ExcludeFromDescription();
        app.MapMethods("/readyz", Methods, ReadyAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(Readiness readiness, CancellationToken cancellationToken)
    {
        var failures = await readiness.CheckAsync(cancellationToken);
        if (failures.IsEmpty)
        {
            return Results.Text("ready");
        }

        var detail = string.Join("; ", failures.Select(failure => $"{failure.Path}: {failure.Message}"));
        return new ProblemResult(Problem.Of(ProblemKind.NotReady, detail) with { Errors = failures }, RetrySeconds);
    }
}
