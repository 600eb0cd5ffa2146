using System.Net;
using System.Net.Http.Headers;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Reports;
using Coordinator.Gateway.Tests.Fixtures;

namespace Coordinator.Gateway.Tests;

/// <summary>The validation report.</summary>
public sealed class ReportTests(GatewayServer server) : IDisposable
{
    private readonly HttpClient client = server.Client(Tokens.Releaser);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task The_report_outlives_the_next_release_of_the_same_environments()
    {
        var application = Bodies.NewName();
        var first = await SubmitAsync(application, "1.2.3");
        var before = await ReportAsync(first);
        Assert.Equal([EnvironmentPhase.Live, EnvironmentPhase.Live], before.Environments.Select(one => one.Phase));
        Assert.All(before.Environments, one => Assert.True(one.Outcome is { Checks: [{ Name: "fine", Outcome: CheckOutcome.Pass }], Release: var name } && name == first));
        Assert.Equal((2, 1.0), (before.Checks.Passed, before.Checks.SuccessRate));

        var second = await SubmitAsync(application, "1.2.4");
        var after = await ReportAsync(first);

        Assert.All(after.Environments, one => Assert.False(one.IsUnknown));
        Assert.Equal(before.Environments.SelectMany(one => one.Outcome!.Checks), after.Environments.SelectMany(one => one.Outcome!.Checks));
        Assert.All((await ReportAsync(second)).Environments, one => Assert.Equal("1.2.4", one.Outcome!.Version));
    }

    [Theory]
    [InlineData("?format=markdown", null, "text/markdown")]
    [InlineData("?format=json", "text/markdown", "application/json")]
    [InlineData("", "text/markdown", "text/markdown")]
    [InlineData("", "text/*;q=0.5, application/json", "application/json")]
    [InlineData("", "text/markdown, application/json;q=0.2", "text/markdown")]
    [InlineData("", "*/*", "application/json")]
    [InlineData("", null, "application/json")]
    public async Task The_form_is_the_one_that_was_asked_for(string query, string? accept, string expected)
    {
        var name = await SubmitAsync(Bodies.NewName(), "1.2.3");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/releases/{name}/report{query}");
        if (accept is not null)
        {
            request.Headers.Accept.Clear();
            foreach (var type in accept.Split(", "))
            {
                request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(type));
            }
        }

        using var answer = await client.SendAsync(request, Token);

        Assert.Equal((HttpStatusCode.OK, expected), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.StartsWith(expected is "text/markdown" ? $"# {name}: " : "{", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_releases_and_forms_are_refused()
    {
        using var missing = await client.GetAsync($"/api/v1/releases/{Bodies.NewName()}/report", Token);
        await missing.ProblemAsync(HttpStatusCode.NotFound, "not-found");
        using var odd = await client.GetAsync($"/api/v1/releases/{Bodies.NewName()}/report?format=pdf", Token);
        Assert.Equal("format", (await odd.ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-input")).Errors.Single().Path);
    }

    private async Task<string> SubmitAsync(string application, string version)
    {
        var name = $"{application}-{version}";
        var release = Bodies.Release(name, version, waves: ["eu-1,eu-2"]).Replace($"application: {name}", $"application: {application}", StringComparison.Ordinal)
            + "\n  checks: {preview: [{name: fine, http: {path: /health}}]}\n";
        using var submitted = await client.SubmitAsync(release);
        Assert.True(submitted.IsSuccessStatusCode, await submitted.Content.ReadAsStringAsync(Token));
        await client.EndAsync(name);
        return name;
    }

    private Task<ReleaseReport> ReportAsync(string name) => client.GetAsync<ReleaseReport>($"/api/v1/releases/{name}/report");
}
