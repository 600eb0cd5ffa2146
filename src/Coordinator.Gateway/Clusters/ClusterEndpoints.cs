using Coordinator.Core;
using Coordinator.Core.Clusters;
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
        api.MapGet("/clusters", ListAsync).Produces<Page<ClusterView>>();
        api.MapGet("/clusters/{name}", GetAsync)
            .Produces<ClusterView>().Produces<ProblemView>(StatusCodes.Status404NotFound, "application/problem+json");
        foreach (var action in Enum.GetValues<ClusterAction>())
        {
            api.MapPost($"/clusters/{{name}}/{action.ToString().ToLowerInvariant()}", ActAsync(action)).RequireAuthorization(Policies.Release)
                .Produces<ClusterView>()
                .Produces<ProblemView>(StatusCodes.Status404NotFound, "application/problem+json")
                .Produces<ProblemView>(StatusCodes.Status409Conflict, "application/problem+json");
        }
    }

    private static async Task<IResult> RegisterAsync(
        HttpRequest request, Caller caller, DocumentReader reader, ClusterActions clusters, CancellationToken cancellationToken)
    {
        var read = await reader.ClustersAsync(request, cancellationToken);
        if (read.Refusal is { } refusal)
        {
            return refusal;
        }

        var outcomes = new List<ClusterRegistration>();
        foreach (var cluster in read.Value)
        {
            outcomes.Add(await clusters.RegisterAsync(cluster, caller, cancellationToken));
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
            : new ProblemResult(ClusterActions.NoCluster(name));

    private static Func<string, HttpRequest, Caller, ClusterActions, CancellationToken, Task<IResult>> ActAsync(ClusterAction action) =>
        async (name, request, caller, actions, cancellationToken) =>
        {
            var key = ActionReader.Key(request);
            if (key.Refusal is { } badKey)
            {
                return badKey;
            }

            var body = await ActionReader.ReasonAsync(request, cancellationToken);
            if (body.Refusal is { } refusal)
            {
                return refusal;
            }

            var acted = await actions.ActAsync(name, action, body.Value!.Reason, key.Value, caller, cancellationToken);
            return acted.Refusal is { } refused ? refused : Results.Json(acted.Value, CoreJson.Options);
        };
}
