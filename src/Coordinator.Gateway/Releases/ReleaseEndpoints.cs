using Coordinator.Core;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Gateway.Environments;
using Coordinator.Gateway.Metrics;
using Coordinator.Gateway.Problems;
using Coordinator.Gateway.Requests;
using Coordinator.Gateway.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Gateway.Releases;

/// <summary>Releases over HTTP.</summary>
internal static class ReleaseEndpoints
{
    private const string ProblemType = "application/problem+json";

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/releases", SubmitAsync).RequireAuthorization(Policies.Release)
            .Produces<ReleaseView>(StatusCodes.Status201Created).Produces<ReleaseView>()
            .Produces<ProblemView>(StatusCodes.Status422UnprocessableEntity, ProblemType)
            .Produces<ProblemView>(StatusCodes.Status409Conflict, ProblemType);
        api.MapPost("/plans", PlanAsync)
            .Produces<PlanView>().Produces<ProblemView>(StatusCodes.Status422UnprocessableEntity, ProblemType);
        api.MapGet("/releases", ListAsync).Produces<Page<ReleaseSummary>>();
        api.MapGet("/releases/{name}", GetAsync)
            .Produces<ReleaseDetail>().Produces<ProblemView>(StatusCodes.Status404NotFound, ProblemType);
        api.MapGet("/releases/{name}/explain", ExplainAsync)
            .Produces<ExplainView>().Produces<ProblemView>(StatusCodes.Status404NotFound, ProblemType);
        foreach (var action in Enum.GetValues<ReleaseAction>())
        {
            api.MapPost($"/releases/{{name}}/{action.ToString().ToLowerInvariant()}", ActAsync(action))
                .RequireAuthorization(action is ReleaseAction.Approve ? Policies.Approve : Policies.Release)
                .Produces<ReleaseView>()
                .Produces<ProblemView>(StatusCodes.Status404NotFound, ProblemType)
                .Produces<ProblemView>(StatusCodes.Status409Conflict, ProblemType);
        }
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext context, Caller caller, DocumentReader reader, ReleaseIntake intake, Audit audit, GatewayMetrics metrics,
        CancellationToken cancellationToken)
    {
        if (ActionReader.Key(context.Request).Refusal is { } badKey)
        {
            return badKey;
        }

        var read = await reader.ReleaseAsync(context.Request, cancellationToken);
        if (read.Refusal is { } refusal)
        {
            metrics.Submitted(refusal.Problem.Code);
            return refusal;
        }

        var release = read.Value!;
        var submitted = await intake.SubmitAsync(release, caller, cancellationToken);
        var outcome = submitted.Refusal?.Problem.Code ?? (submitted.Value.IsNew ? "created" : "present");
        audit.Submitted(caller, release.Name, outcome, submitted.Refusal is null ? submitted.Value.View.PlanDigest : "");
        metrics.Submitted(outcome);
        if (submitted.Refusal is { } refused)
        {
            return refused;
        }

        context.Response.Headers.Location = $"{context.Request.PathBase}/api/v1/releases/{release.Name}";
        return Results.Json(
            submitted.Value.View, CoreJson.Options,
            statusCode: submitted.Value.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> PlanAsync(
        HttpRequest request, DocumentReader reader, ReleaseIntake intake, CancellationToken cancellationToken)
    {
        var read = await reader.ReleaseAsync(request, cancellationToken);
        if (read.Refusal is { } refusal)
        {
            return refusal;
        }

        var planned = await intake.PlanAsync(read.Value!, cancellationToken);
        return planned.Refusal is { } refused
            ? refused
            : Results.Json(PlanView.Of(planned.Value!.Plan!, planned.Value.PlanDigest), CoreJson.Options);
    }

    private static async Task<IResult> ListAsync(
        HttpRequest request, GatewayOptions options, ReleaseDirectory releases, CancellationToken cancellationToken) =>
        PageRequest.Read(request, options) switch
        {
            { Refusal: { } refusal } => refusal,
            { Value: var page } => Results.Json(await releases.ListAsync(page!, cancellationToken), CoreJson.Options),
        };

    private static async Task<IResult> GetAsync(
        string name, ReleaseDirectory releases, EnvironmentDirectory environments, CancellationToken cancellationToken) =>
        await releases.FindAsync(name, cancellationToken) is { } release
            ? Results.Json(await environments.DetailAsync(release, cancellationToken), CoreJson.Options)
            : new ProblemResult(Problem.NoRelease(name));

    private static async Task<IResult> ExplainAsync(
        string name, ReleaseDirectory releases, EnvironmentDirectory environments, CancellationToken cancellationToken) =>
        await releases.FindAsync(name, cancellationToken) is { } release
            ? Results.Json(ExplainView.Of(await environments.DetailAsync(release, cancellationToken)), CoreJson.Options)
            : new ProblemResult(Problem.NoRelease(name));

    private static Func<string, HttpRequest, Caller, ReleaseActions, CancellationToken, Task<IResult>> ActAsync(ReleaseAction action) =>
        async (name, request, caller, actions, cancellationToken) =>
        {
            var key = ActionReader.Key(request);
            if (key.Refusal is { } badKey)
            {
                return badKey;
            }

            var body = await ActionReader.BodyAsync(request, cancellationToken);
            if (body.Refusal is { } refusal)
            {
                return refusal;
            }

            var acted = await actions.ActAsync(name, action, body.Value!, key.Value, caller, cancellationToken);
            return acted.Refusal is { } refused ? refused : Results.Json(acted.Value, CoreJson.Options);
        };
}
