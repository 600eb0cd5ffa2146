using System.Net;
using System.Text;
using Coordinator.Gateway.Tests.Fixtures;

namespace Coordinator.Gateway.Tests;

/// <summary>Every error is problem details, also those that no handler of the gateway made.</summary>
public sealed class ProblemTests(GatewayServer server) : IDisposable
{
    private readonly HttpClient client = server.Client(Tokens.Admin);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => client.Dispose();

    [Theory]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "/api/v1/releases/none", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "/api/v1/releases/Not%20A%20Name", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "/api/v1/releases/none/explain", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "/api/v1/clusters/none", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "/api/v1/environments/eu-1/shop/none", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "/api/v1/environments/eu-1/%00/none", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("GET", "/api/v1/environments?release=none", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "/api/v1/releases?limit=-1", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("GET", "/api/v1/releases?cursor=%00", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("GET", "/schemas/v1/none.json", HttpStatusCode.NotFound, "not-found")]
    [InlineData("DELETE", "/api/v1/releases", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    [InlineData("GET", "/api/v1/plans", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    public async Task An_address_that_does_not_answer_says_so(string method, string path, HttpStatusCode status, string code)
    {
        using var request = new HttpRequestMessage(new(method), path);
        using var answer = await client.SendAsync(request, Token);

        if (path.Contains("%00", StringComparison.Ordinal) && answer.Content.Headers.ContentType is null)
        {
            // Kestrel itself refuses such an address, before anything of ours runs.
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            return;
        }

        await answer.ProblemAsync(status, code);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        using var large = new HttpRequestMessage(HttpMethod.Post, "/api/v1/releases");
        large.Content = Bodies.Yaml(new string('#', server.Options.BodyLimit + 1));
        large.Headers.ExpectContinue = true;
        using var answer = await client.SendAsync(large, Token);

        var problem = await answer.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
        Assert.Equal($"the body has more than {server.Options.BodyLimit} bytes", problem.Detail);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    public async Task A_body_of_another_type_is_refused(string type)
    {
        using var content = new StringContent(Bodies.Release(Bodies.NewName()), new System.Net.Http.Headers.MediaTypeHeaderValue(type));
        using var answer = await client.PostAsync("/api/v1/releases", content, Token);

        await answer.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task A_body_without_a_type_is_read_as_what_it_is()
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Bodies.Release(Bodies.NewName())));
        using var answer = await client.PostAsync("/api/v1/plans", content, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_not_utf8_is_refused()
    {
        using var content = new ByteArrayContent([0x61, 0xff, 0x62]);
        using var answer = await client.PostAsync("/api/v1/releases", content, Token);

        var problem = await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-input");
        Assert.Equal("unreadable", problem.Errors.Single().Code);
    }

    [Theory]
    [InlineData("{\"kind\": ")]
    [InlineData("a: [b")]
    [InlineData("")]
    [InlineData("42")]
    public async Task A_text_that_is_no_document_is_refused(string text)
    {
        using var answer = await client.PostAsync("/api/v1/releases", Bodies.Yaml(text), Token);

        Assert.NotEmpty((await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-input")).Errors);
    }

    [Fact]
    public async Task Answers_carry_the_headers_that_keep_browsers_safe()
    {
        using var answer = await client.GetAsync("/api/v1/releases", Token);

        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Empty(answer.Headers.Server);
    }
}
