using System.Net;
using Coordinator.Gateway.Tests.Fixtures;

namespace Coordinator.Gateway.Tests;

/// <summary>Browsers.</summary>
public sealed class SignInTests(GatewayServer server) : IDisposable
{
    private readonly HttpClient client = server.Client();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task A_browser_signs_in_sees_the_dashboard_and_signs_out()
    {
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var first = await client.GetAsync("/dashboard/?a=b", Token);
        Assert.Equal((HttpStatusCode.Redirect, "/signin?returnUrl=%2Fdashboard%2F%3Fa%3Db"), (first.StatusCode, first.Headers.Location?.ToString()));
        using var page = await client.GetAsync(first.Headers.Location, Token);
        Assert.Contains("<form", await page.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        using var signedIn = await SignInAsync(Tokens.Of(Tokens.Viewer), "/dashboard/?a=b");
        Assert.Equal("/dashboard/?a=b", signedIn.Headers.Location?.ToString());
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Tokens.Of(Tokens.Viewer), cookie, StringComparison.Ordinal);

        client.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        using var dashboard = await client.GetAsync("/dashboard/", Token);
        using var home = await client.GetAsync("/", Token);
        Assert.Equal(HttpStatusCode.OK, dashboard.StatusCode);
        Assert.Contains(Tokens.Viewer, await home.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        using var submit = await client.SubmitAsync(Bodies.Release(Bodies.NewName()));
        await submit.ProblemAsync(HttpStatusCode.Forbidden, "not-permitted");
        using var signedOut = await client.PostAsync("/signout", null, Token);
        Assert.Contains("expires=Thu, 01 Jan 1970", signedOut.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_another_site_changes_nothing()
    {
        using var signedIn = await SignInAsync(Tokens.Of(Tokens.Admin), "/");
        client.DefaultRequestHeaders.Add("Cookie", signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        client.DefaultRequestHeaders.Add("Origin", "https://evil.example.com");

        using var foreign = await client.ActAsync("none", "abort");
        await foreign.ProblemAsync(HttpStatusCode.Forbidden, "not-permitted");

        client.DefaultRequestHeaders.Remove("Origin");
        client.DefaultRequestHeaders.Add("Origin", server.Address.GetLeftPart(UriPartial.Authority));
        using var own = await client.ActAsync("none", "abort");
        await own.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_wrong_token_shows_the_page_again()
    {
        using var answer = await SignInAsync("wrong", "/");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Contains("not known here", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example.com/")]
    [InlineData("//evil.example.com/")]
    [InlineData("/\\evil.example.com/")]
    [InlineData("")]
    public async Task Signing_in_leads_to_no_stranger(string returnUrl)
    {
        using var answer = await SignInAsync(Tokens.Of(Tokens.Viewer), returnUrl);

        Assert.Equal("/", answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task The_page_shows_what_it_was_given_as_text()
    {
        using var answer = await client.GetAsync("/signin?returnUrl=/%22%3E%3Cscript%3E", Token);
        var html = await answer.Content.ReadAsStringAsync(Token);

        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cookie_that_was_made_up_is_none()
    {
        client.DefaultRequestHeaders.Add("Cookie", "coordinator-session=CfDJ8made-up");
        using var answer = await client.GetAsync("/api/v1/releases", Token);

        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task Attempts_are_limited()
    {
        var own = new GatewayServer();
        await using (own)
        {
            await own.InitializeAsync();
            using var browser = own.Client();
            HttpResponseMessage? last = null;
            for (var attempt = 0; attempt < 200 && last?.StatusCode is not HttpStatusCode.TooManyRequests; attempt++)
            {
                last?.Dispose();
                last = await browser.PostAsync("/signin", new FormUrlEncodedContent([new("token", "guess")]), Token);
            }

            await last!.ProblemAsync(HttpStatusCode.TooManyRequests, "too-many-requests");
            last!.Dispose();
        }
    }

    private async Task<HttpResponseMessage> SignInAsync(string token, string returnUrl)
    {
        using var form = new FormUrlEncodedContent([new("token", token), new("returnUrl", returnUrl)]);
        return await client.PostAsync("/signin", form, Token);
    }
}
