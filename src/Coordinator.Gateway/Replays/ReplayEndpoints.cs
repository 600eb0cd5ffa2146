using Coordinator.Core;
using Coordinator.Core.Views;
using Coordinator.Gateway.Problems;
using Coordinator.Gateway.Releases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Gateway.Replays;

/// <summary>The replay over HTTP. It reads much and computes long: few run at once.</summary>
internal sealed class ReplayEndpoints(ReleaseDirectory releases, ReleaseReplay replay) : IDisposable
{
    private const int Most = 2;
    private const int RetrySeconds = 10;

    private readonly SemaphoreSlim places = new(Most, Most);

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/releases/{name}/replay", (string name, ReplayEndpoints replays, CancellationToken cancellationToken) =>
            replays.GetAsync(name, cancellationToken))
        .Produces<ReplayView>().Produces<ProblemView>(StatusCodes.Status404NotFound, "application/problem+json");

    /// <summary>Frees the places.</summary>
    public void Dispose() => places.Dispose();

    private async Task<IResult> GetAsync(string name, CancellationToken cancellationToken)
    {
        if (await releases.SummaryAsync(name, cancellationToken) is not { } release)
        {
            return new ProblemResult(Problem.NoRelease(name));
        }

        if (!await places.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return new ProblemResult(Problem.Of(ProblemKind.TooMany, $"{Most} replays run already", name), RetrySeconds);
        }

        try
        {
            return Results.Json(await replay.RunAsync(release, cancellationToken), CoreJson.Options);
        }
        finally
        {
            places.Release();
        }
    }
}
