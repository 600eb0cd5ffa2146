using System.Net;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Gateway.Tests.Fixtures;

namespace Coordinator.Gateway.Tests;

/// <summary>What people ask of a release.</summary>
public sealed class ActionTests(GatewayServer server) : IDisposable
{
    private readonly HttpClient client = server.Client(Tokens.Releaser);

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Two_approvers_open_a_gate_that_wants_two()
    {
        var name = await SubmitAsync(approvals: 2);
        await client.UntilAsync(name, ReleasePhase.AwaitingApproval);
        using var anna = server.Client(Tokens.Approver);
        using var ben = server.Client(Tokens.SecondApprover);

        using var first = await anna.ActAsync(name, "approve", """{"reason":"looks good"}""");
        var waiting = await first.ReadAsync<ReleaseView>();
        Assert.Equal(ReleasePhase.AwaitingApproval, waiting.Phase);

        using var again = await anna.ActAsync(name, "approve");
        var refused = await again.ProblemAsync(HttpStatusCode.Conflict, "refused");
        Assert.Contains("has approved", refused.Detail, StringComparison.Ordinal);

        using var second = await ben.ActAsync(name, "approve");
        await second.ReadAsync<ReleaseView>();
        await client.EndAsync(name);
        var detail = await client.GetAsync<ReleaseDetail>($"/api/v1/releases/{name}");
        Assert.Equal(ReleasePhase.Succeeded, detail.Release.Phase);
        Assert.Equal(
            [(Tokens.Approver, "looks good"), (Tokens.SecondApprover, "no reason given")],
            detail.Release.Waves[0].Approvals.Select(given => (given.Subject, given.Reason)));
    }

    [Fact]
    public async Task Who_submitted_can_not_approve()
    {
        using var admin = server.Client(Tokens.Admin);
        var name = Bodies.NewName();
        using var submitted = await admin.SubmitAsync(Bodies.Release(name, approvals: 1));
        submitted.EnsureSuccessStatusCode();

        using var answer = await admin.ActAsync(name, "approve");

        var problem = await answer.ProblemAsync(HttpStatusCode.Conflict, "refused");
        Assert.Contains("submitted the release", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pause_holds_until_it_is_resumed_and_a_key_counts_once()
    {
        var name = await SubmitAsync(waves: ["slow-1"]);
        using var paused = await client.ActAsync(name, "pause", """{"reason":"lunch"}""", "key-1");
        var view = await paused.ReadAsync<ReleaseView>();
        Assert.Equal((Tokens.Releaser, "lunch"), (view.Pause?.By, view.Pause?.Reason));

        using var repeated = await client.ActAsync(name, "pause", """{"reason":"lunch"}""", "key-1");
        await repeated.ReadAsync<ReleaseView>();
        using var other = await client.ActAsync(name, "pause", """{"reason":"lunch"}""", "key-2");
        await other.ProblemAsync(HttpStatusCode.Conflict, "refused");

        // The same key with another action is another request.
        using var resumed = await client.ActAsync(name, "resume", "", "key-1");
        Assert.Null((await resumed.ReadAsync<ReleaseView>()).Pause);
        await AbortAsync(name);
    }

    [Fact]
    public async Task A_refused_action_stays_refused_when_it_is_repeated()
    {
        var name = await SubmitAsync(waves: ["slow-1"]);

        using var first = await client.ActAsync(name, "resume", "", "key-1");
        using var second = await client.ActAsync(name, "resume", "", "key-1");

        var refused = await first.ProblemAsync(HttpStatusCode.Conflict, "refused");
        Assert.Equal(refused.Detail, (await second.ProblemAsync(HttpStatusCode.Conflict, "refused")).Detail);
        await AbortAsync(name);
    }

    [Fact]
    public async Task An_abort_ends_a_release_that_is_stuck()
    {
        var name = await SubmitAsync(waves: ["slow-1"]);
        await AbortAsync(name);

        await client.EndAsync(name);
        var events = await client.GetAsync<Page<EventView>>($"/api/v1/releases/{name}/events?limit=1000");
        var detail = await client.GetAsync<ReleaseDetail>($"/api/v1/releases/{name}");

        Assert.Contains(detail.Release.Phase, new[] { ReleasePhase.Failed, ReleasePhase.RolledBack });
        Assert.Contains(events.Items, one => one.Summary.Contains($"abort by {Tokens.Releaser}: stuck", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cluster_that_is_not_ready_fails_the_release_and_explain_says_why()
    {
        var name = await SubmitAsync(waves: ["bad-1"]);
        await client.EndAsync(name);

        var explained = await client.GetAsync<ExplainView>($"/api/v1/releases/{name}/explain");

        Assert.Equal(ReleasePhase.Failed, explained.Phase);
        Assert.Contains("no node is ready", explained.Environments.Single().Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rollback", "use abort")]
    [InlineData("promote", "no hold")]
    [InlineData("retry", "nothing failed")]
    [InlineData("resume", "nothing is paused")]
    public async Task What_the_state_does_not_allow_is_refused_with_the_reason(string action, string reason)
    {
        var name = await SubmitAsync(waves: ["slow-1"]);

        using var answer = await client.ActAsync(name, action);

        var problem = await answer.ProblemAsync(HttpStatusCode.Conflict, "refused");
        Assert.Equal(name, problem.Release);
        Assert.Contains(reason, problem.Detail, StringComparison.Ordinal);
        await AbortAsync(name);
    }

    [Theory]
    [InlineData("""{"environmnt":"eu-1"}""", HttpStatusCode.BadRequest, "bad-json", "environmnt is not known here; known are wave, environment, reason")]
    [InlineData("""{"reason":""", HttpStatusCode.BadRequest, "bad-json", "not JSON at line 1, byte 11")]
    [InlineData("""["eu-1"]""", HttpStatusCode.BadRequest, "bad-json", "an object is expected, with no other members than wave, environment, reason")]
    [InlineData("""{"reason":5}""", HttpStatusCode.BadRequest, "bad-json", "reason is not a text that can be read")]
    [InlineData("""{"reason":"\ud800"}""", HttpStatusCode.BadRequest, "bad-json", "reason is not a text that can be read")]
    [InlineData("""{"reason":"a\u0000b"}""", HttpStatusCode.UnprocessableEntity, "invalid-input", "")]
    [InlineData("""{"reason":"a\nforged line"}""", HttpStatusCode.UnprocessableEntity, "invalid-input", "")]
    [InlineData("""{"wave":"nowhere"}""", HttpStatusCode.Conflict, "refused", "nowhere")]
    public async Task A_body_that_is_not_understood_acts_on_nothing(string body, HttpStatusCode status, string code, string says)
    {
        var name = await SubmitAsync(waves: ["slow-1"]);

        using var answer = await client.ActAsync(name, "pause", body);

        var problem = await answer.ProblemAsync(status, code);
        Assert.Contains(says, problem.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", problem.Detail, StringComparison.Ordinal);
        var detail = await client.GetAsync<ReleaseDetail>($"/api/v1/releases/{name}");
        Assert.Null(detail.Release.Pause);
        await AbortAsync(name);
    }

    [Fact]
    public async Task Reason_and_key_have_their_limits()
    {
        var name = await SubmitAsync(waves: ["slow-1"]);

        using var reason = await client.ActAsync(name, "pause", $$"""{"reason":"{{new string('x', 1001)}}"}""");
        using var key = await client.ActAsync(name, "pause", key: new string('k', 201));
        using var both = await client.ActAsync(name, "pause", $$"""{"reason":"{{new string('x', 1000)}}"}""", new string('k', 200));

        Assert.Equal("reason", (await reason.ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-input")).Errors.Single().Path);
        await key.ProblemAsync(HttpStatusCode.BadRequest, "bad-request");
        await both.ReadAsync<ReleaseView>();
        await AbortAsync(name);
    }

    [Fact]
    public async Task Nothing_can_be_asked_of_a_release_that_is_not_there()
    {
        using var answer = await client.ActAsync(Bodies.NewName(), "pause");

        await answer.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    private async Task<string> SubmitAsync(int approvals = 0, params string[] waves)
    {
        var name = Bodies.NewName();
        using var answer = await client.SubmitAsync(Bodies.Release(name, approvals: approvals, waves: waves));
        await answer.ReadAsync<ReleaseView>(HttpStatusCode.Created);
        return name;
    }

    private async Task AbortAsync(string name)
    {
        using var answer = await client.ActAsync(name, "abort", """{"reason":"stuck"}""");
        await answer.ReadAsync<ReleaseView>();
    }
}
