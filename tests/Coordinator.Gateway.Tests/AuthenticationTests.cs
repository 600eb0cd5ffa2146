using System.Net;
using System.Text.RegularExpressions;
using Coordinator.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Coordinator.Gateway.Tests;

/// <summary>Who gets in, on every address that there is.</summary>
public sealed class AuthenticationTests(GatewayServer server)
{
    private const string Everybody = "everybody";
    private const string Readers = "viewer releaser approver admin";
    private const string Releasers = "releaser admin";
    private const string Approvers = "approver admin";
    private const string Watchers = "viewer admin";

    /// <summary>Every address with those who may use it. A new address is not complete before it stands here.</summary>
    private static readonly Dictionary<string, string> Table = new()
    {
        ["GET /healthz"] = Everybody,
        ["HEAD /healthz"] = Everybody,
        ["GET /readyz"] = Everybody,
        ["HEAD /readyz"] = Everybody,
        ["GET /schemas/v1/{name}"] = Everybody,
        ["GET /signin"] = Everybody,
        ["POST /signin"] = Everybody,
        ["POST /signout"] = Readers,
        ["GET /"] = Readers,
        ["GET /openapi/{documentName}.json"] = Readers,
        ["ANY /metrics"] = Readers,
        ["GET /api/v1/releases"] = Readers,
        ["GET /api/v1/releases/{name}"] = Readers,
        ["GET /api/v1/releases/{name}/events"] = Readers,
        ["GET /api/v1/releases/{name}/explain"] = Readers,
        ["GET /api/v1/releases/{name}/replay"] = Readers,
        ["GET /api/v1/releases/{name}/report"] = Readers,
        ["GET /api/v1/clusters"] = Readers,
        ["GET /api/v1/clusters/{name}"] = Readers,
        ["GET /api/v1/environments"] = Readers,
        ["GET /api/v1/environments/{cluster}/{ns}/{application}"] = Readers,
        ["POST /api/v1/plans"] = Readers,
        ["POST /api/v1/releases"] = Releasers,
        ["POST /api/v1/clusters"] = Releasers,
        ["POST /api/v1/clusters/{name}/cordon"] = Releasers,
        ["POST /api/v1/clusters/{name}/uncordon"] = Releasers,
        ["POST /api/v1/clusters/{name}/remove"] = Releasers,
        ["POST /api/v1/releases/{name}/approve"] = Approvers,
        ["POST /api/v1/releases/{name}/pause"] = Releasers,
        ["POST /api/v1/releases/{name}/resume"] = Releasers,
        ["POST /api/v1/releases/{name}/promote"] = Releasers,
        ["POST /api/v1/releases/{name}/retry"] = Releasers,
        ["POST /api/v1/releases/{name}/abort"] = Releasers,
        ["POST /api/v1/releases/{name}/rollback"] = Releasers,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_address_stands_in_the_table()
    {
        var mapped = server.App.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"])
                .Select(method => $"{method} /{endpoint.RoutePattern.RawText?.TrimStart('/')}"))
            .Where(address => !address.Contains("/dashboard", StringComparison.Ordinal))
            .ToHashSet();

        Assert.Equal(Table.Keys.Order(), mapped.Select(address => address.Length > 8 ? address.TrimEnd('/') : address).Distinct().Order());
    }

    [Fact]
    public async Task Each_address_answers_those_who_may_and_no_others()
    {
        foreach (var (address, allowed) in Table)
        {
            using var stranger = await SendAsync(address, null);
            Assert.True((stranger.StatusCode is HttpStatusCode.Unauthorized) == (allowed != Everybody), $"{address} by nobody: {stranger.StatusCode}");
            foreach (var (subject, role) in Tokens.RoleOf)
            {
                using var answer = await SendAsync(address, subject);
                var mayNot = allowed != Everybody && !allowed.Split(' ').Contains(role);
                Assert.True((answer.StatusCode is HttpStatusCode.Forbidden) == mayNot, $"{address} by a {role}: {answer.StatusCode}");
                Assert.NotEqual(HttpStatusCode.Unauthorized, address == "POST /signin" ? HttpStatusCode.OK : answer.StatusCode);
            }
        }
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData(Tokens.Viewer, HttpStatusCode.OK)]
    [InlineData(Tokens.Releaser, HttpStatusCode.Forbidden)]
    [InlineData(Tokens.Approver, HttpStatusCode.Forbidden)]
    [InlineData(Tokens.Admin, HttpStatusCode.OK)]
    public async Task The_dashboard_is_for_viewers_and_administrators(string? subject, HttpStatusCode expected)
    {
        using var client = server.Client(subject);
        using var answer = await client.GetAsync("/dashboard/version", Token);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task The_dashboard_shows_no_log_of_everything()
    {
        using var client = server.Client(Tokens.Admin);
        using var answer = await client.GetAsync("/dashboard/Trace", Token);
        var text = await answer.Content.ReadAsStringAsync(Token);

        Assert.True(!answer.IsSuccessStatusCode || text.Contains("disabled", StringComparison.OrdinalIgnoreCase), text);
    }

    [Theory]
    [InlineData("Bearer wrong-token-0123456789")]
    [InlineData("Bearer ")]
    [InlineData("Basic dmVyYTp2ZXJh")]
    [InlineData("token-of-vera-0123456789")]
    public async Task What_is_no_known_token_is_refused(string header)
    {
        using var client = server.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        using var answer = await client.GetAsync("/api/v1/releases", Token);

        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task An_address_that_is_none_tells_strangers_nothing()
    {
        using var stranger = server.Client();
        using var refused = await stranger.GetAsync("/api/v1/nothing", Token);
        await refused.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");

        using var viewer = server.Client(Tokens.Viewer);
        using var missing = await viewer.GetAsync("/api/v1/nothing", Token);
        await missing.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Who_may_not_is_told_what_it_takes()
    {
        using var viewer = server.Client(Tokens.Viewer);
        using var answer = await viewer.SubmitAsync(Bodies.Release(Bodies.NewName()));
        var problem = await answer.ProblemAsync(HttpStatusCode.Forbidden, "not-permitted");

        Assert.Equal("vera has the role viewer; one of releaser, admin is needed", problem.Detail);
    }

    private async Task<HttpResponseMessage> SendAsync(string address, string? subject)
    {
        var (method, path) = (address.Split(' ')[0].Replace("ANY", "GET"), address.Split(' ')[1]);
        using var client = server.Client(subject);
        using var request = new HttpRequestMessage(new(method), Regex.Replace(path.Replace("{documentName}", "v1"), @"\{\w+\}", "none"));
        return await client.SendAsync(request, Token);
    }
}
