using System.Text;
using Coordinator.Core;
using Coordinator.Core.Reports;
using Coordinator.Core.Views;
using Coordinator.Gateway.Problems;
using Coordinator.Gateway.Releases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Coordinator.Gateway.Reports;

/// <summary>The validation report over HTTP, as JSON or Markdown.</summary>
internal static class ReportEndpoints
{
    private const string Json = "json";
    private const string Markdown = "markdown";
    private const string MarkdownType = "text/markdown";

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/releases/{name}/report", GetAsync)
        .Produces<ReleaseReport>().Produces<string>(StatusCodes.Status200OK, MarkdownType)
        .Produces<ProblemView>(StatusCodes.Status404NotFound, "application/problem+json")
        .Produces<ProblemView>(StatusCodes.Status422UnprocessableEntity, "application/problem+json");

    private static async Task<IResult> GetAsync(
        string name, string? format, HttpRequest request, ReleaseDirectory releases, ReportDirectory reports, CancellationToken cancellationToken)
    {
        if (format is not (null or Json or Markdown))
        {
            return new ProblemResult(Problem.Invalid("invalid-value", "format", $"format is '{Json}' or '{Markdown}'"));
        }

        if (await releases.FindAsync(name, cancellationToken) is not { } release)
        {
            return new ProblemResult(Problem.NoRelease(name));
        }

        var report = await reports.OfAsync(release, cancellationToken);
        request.HttpContext.Response.Headers.Vary = HeaderNames.Accept;
        return (format ?? Wanted(request)) is Markdown
            ? Results.Text(ReportMarkdown.Of(report), MarkdownType, Encoding.UTF8)
            : Results.Json(report, CoreJson.Options);
    }

    /// <summary>What the caller likes best; JSON unless it prefers Markdown.</summary>
    private static string Wanted(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        var (markdown, json) = (Quality(accepted, MarkdownType), Quality(accepted, "application/json"));
        return markdown > json ? Markdown : Json;
    }

    private static double Quality(IList<MediaTypeHeaderValue> accepted, string type)
    {
        var wanted = new MediaTypeHeaderValue(type);
        return accepted.Where(wanted.IsSubsetOf)
            .OrderByDescending(one => !one.MatchesAllTypes).ThenByDescending(one => !one.MatchesAllSubTypes)
            .Select(one => one.Quality ?? 1).FirstOrDefault();
    }
}
