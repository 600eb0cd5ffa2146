using Coordinator.Formats;
using Coordinator.Gateway.Problems;
using Coordinator.Gateway.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Gateway.Pages;

/// <summary>The first page, and the schemas of the formats.</summary>
internal static class PageEndpoints
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", Home).ExcludeFromDescription();
        app.MapGet("/schemas/v1/{name}", Schema).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Home(HttpContext context, GatewayOptions options) => Html.Page(context, "Release coordinator", $"""
        <p>Installation <strong>{Html.Encode(options.Installation)}</strong>, signed in as
        <strong>{Html.Encode(Caller.Of(context).Subject)}</strong>.</p>
        <ul>
        <li><a href="/api/v1/releases">releases</a>, <a href="/api/v1/environments">environments</a>,
        <a href="/api/v1/clusters">clusters</a></li>
        <li><a href="/dashboard">silo dashboard</a>, <a href="/metrics">metrics</a></li>
        <li><a href="/openapi/v1.json">OpenAPI</a>, schemas of <a href="/schemas/v1/release.json">Release</a> and
        <a href="/schemas/v1/cluster.json">Cluster</a></li>
        </ul>
        <form method="post" action="/signout"><button>Sign out</button></form>
        """);

    private static IResult Schema(string name, HttpContext context)
    {
        if (FormatSchemas.Text(name) is not { } schema)
        {
            var known = string.Join(", ", FormatSchemas.Names);
            return new ProblemResult(Problem.Of(ProblemKind.NotFound, $"there is no schema '{name}'; there are {known}"));
        }

        context.Response.Headers.CacheControl = "public, max-age=300";
        return Results.Text(schema, "application/schema+json");
    }
}
