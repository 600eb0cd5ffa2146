using Coordinator.Core;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Views;
using Coordinator.Gateway.Problems;
using Coordinator.Gateway.Requests;
using Coordinator.Gateway.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Gateway.Clusters;

/// <summary>Clusters over HTTP.</summary>
internal static class ClusterEndpoints
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/clusters", RegisterAsync).RequireAuthorization(Policies.Release)
            .Produces<ClusterRegistration[]>().Produces<ProblemView>(StatusCodes.Status422UnprocessableEntity, "application/problem+json");
        api.MapGet("/clusters", ListAsync).Produces<Page<ClusterSpec>>();
        api.MapGet("/clusters/{name}", GetAsync)
            .Produces<ClusterSpec>().Produces<ProblemView>(StatusCodes.Status404NotFound, "application/problem+json");
    }

    private static async Task<IResult> RegisterAsync(
        HttpRequest request, Caller caller, DocumentReader reader, ClusterDirectory clusters, Audit audit, CancellationToken cancellationToken)
    {
        var read = await reader.ClustersAsync(request, cancellationToken);
        if (read.Refusal is { } refusal)
        {
            return refusal;
        }

        var outcomes = new List<ClusterRegistration>();
        foreach (var cluster in read.Value)
        {
            var outcome = await clusters.RegisterAsync(cluster, cancellationToken);
            audit.Registered(caller, outcome.Name, outcome.Outcome);
            outcomes.Add(outcome);
        }

        return Results.Json(outcomes, CoreJson.Options);
    }

    private static async Task<IResult> ListAsync(
        HttpRequest request, GatewayOptions options, ClusterDirectory clusters, CancellationToken cancellationToken) =>
        PageRequest.Read(request, options) switch
        {
            { Refusal: { } refusal } => refusal,
            { Value: var page } => Results.Json(await clusters.ListAsync(page!, cancellationToken), CoreJson.Options),
        };

    private static async Task<IResult> GetAsync(string name, ClusterDirectory clusters, CancellationToken cancellationToken) =>
        await clusters.FindAsync(name, cancellationToken) is { } cluster
            ? Results.Json(cluster, CoreJson.Options)
            : new ProblemResult(Problem.Of(ProblemKind.NotFound, $"there is no cluster '{name}'"));
}
