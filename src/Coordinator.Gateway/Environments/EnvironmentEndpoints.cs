using Coordinator.Core;
using Coordinator.Core.Plans;
using Coordinator.Core.Views;
using Coordinator.Gateway.Problems;
using Coordinator.Gateway.Releases;
using Coordinator.Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Gateway.Environments;

/// <summary>Environments over HTTP.</summary>
internal static class EnvironmentEndpoints
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/environments", ListAsync).Produces<Page<EnvironmentView>>();
        api.MapGet("/environments/{cluster}/{ns}/{application}", GetAsync)
            .Produces<EnvironmentView>().Produces<ProblemView>(StatusCodes.Status404NotFound, "application/problem+json");
    }

    private static async Task<IResult> ListAsync(
        HttpRequest request, GatewayOptions options, EnvironmentDirectory environments, ReleaseDirectory releases,
        CancellationToken cancellationToken)
    {
        var page = PageRequest.Read(request, options);
        if (page.Refusal is { } refusal)
        {
            return refusal;
        }

        if (request.Query["release"].ToString() is not { Length: > 0 } name)
        {
            return Results.Json(await environments.ListAsync(page.Value!, cancellationToken), CoreJson.Options);
        }

        return await releases.FindAsync(name, cancellationToken) is { } release
            ? Results.Json(await environments.ListAsync(release, page.Value!, cancellationToken), CoreJson.Options)
            : new ProblemResult(Problem.NoRelease(name));
    }

    private static async Task<IResult> GetAsync(
        string cluster, string ns, string application, EnvironmentDirectory environments, CancellationToken cancellationToken)
    {
        var key = new EnvironmentKey(cluster, ns, application);
        var view = Names.IsName(cluster) && Names.IsLabel(ns) && Names.IsLabel(application)
            ? await environments.FindAsync(key, cancellationToken)
            : null;
        return view is not null
            ? Results.Json(view, CoreJson.Options)
            : new ProblemResult(Problem.Of(ProblemKind.NotFound, $"no release was started in {key}", environment: key.ToString()));
    }
}
