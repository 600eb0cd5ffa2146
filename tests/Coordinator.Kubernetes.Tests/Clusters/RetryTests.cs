using System.Net;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Tests.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using static Coordinator.Kubernetes.Tests.Fixtures.AccessBench;

namespace Coordinator.Kubernetes.Tests.Clusters;

/// <summary>What is repeated, what is not, and how long the coordinator waits in between.</summary>
public sealed class RetryTests
{
    private static readonly ApiRequest Create = new() { Method = HttpMethod.Post, Path = "/objects", Body = "{}" };

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(410)]
    [InlineData(422)]
    public async Task Other_refusals_are_answers_and_not_repeated(int status)
    {
        await using var bench = await AnsweringAsync(status);

        var answer = await bench.SendAsync();

        Assert.Equal(status, (int)answer.Status);
        Assert.Single(bench.Server.Calls);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_read_is_repeated_and_then_given_up(int status)
    {
        await using var bench = await AnsweringAsync(status);

        var fault = await Assert.ThrowsAsync<ClusterUnreachableException>(() => bench.SendAsync());

        Assert.Contains($"HTTP {status}", fault.Message, StringComparison.Ordinal);
        Assert.Equal(4, bench.Server.Calls.Count);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(504)]
    public async Task A_write_of_which_nobody_knows_is_not_repeated_unless_it_is_conditional(int status)
    {
        await using var bench = await AnsweringAsync(status);

        await Assert.ThrowsAsync<ClusterUnreachableException>(() => bench.SendAsync(Create));
        Assert.Single(bench.Server.Calls);

        await Assert.ThrowsAsync<ClusterUnreachableException>(() => bench.SendAsync(Create with { Repeatable = true }));
        Assert.Equal(5, bench.Server.Calls.Count);
    }

    [Fact]
    public async Task A_write_that_the_server_put_off_is_repeated()
    {
        await using var bench = await AnsweringAsync(429);

        await Assert.ThrowsAsync<ClusterUnreachableException>(() => bench.SendAsync(Create));

        Assert.Equal(4, bench.Server.Calls.Count);
    }

    [Fact]
    public async Task A_write_whose_connection_broke_is_not_repeated()
    {
        await using var bench = await AnsweringAsync(200);
        bench.Server.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        await Assert.ThrowsAsync<ClusterUnreachableException>(() => bench.SendAsync(Create));

        Assert.Single(bench.Server.Calls);
    }

    [Fact]
    public async Task A_write_that_was_never_sent_is_repeated()
    {
        await using var bench = await AnsweringAsync(200);
        var kubeconfig = await File.ReadAllTextAsync(Path.Combine(bench.Folder, "kubeconfig"), Token);
        using var closed = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        closed.Start();
        var nobody = closed.LocalEndpoint.ToString();
        closed.Stop();
        bench.Write("kubeconfig", kubeconfig.Replace(new Uri(bench.Server.Address).Authority, nobody, StringComparison.Ordinal));

        var call = Assert.ThrowsAsync<ClusterUnreachableException>(() => bench.SendAsync(Create with { Attempts = 2 }));

        Assert.Contains("/objects", (await call).Message, StringComparison.Ordinal);
        Assert.Empty(bench.Server.Calls);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Wed, 25 Nov 2026 10:00:09 GMT", 9)]
    [InlineData("Wed, 25 Nov 2026 09:59:00 GMT", null)]
    [InlineData("0", null)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public void The_server_says_when_to_come_again(string? header, int? seconds)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation("Date", "Wed, 25 Nov 2026 10:00:00 GMT");
        response.Headers.TryAddWithoutValidation("Retry-After", header);

        // The clock of this machine is an hour behind the server's.
        var fault = ApiFault.Of(response, proxied: false, new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.Zero))!;

        Assert.Equal(seconds, fault.RetryAfter?.TotalSeconds);
        Assert.Null(ApiFault.Of(response, proxied: true, default));
    }

    [Fact]
    public async Task A_long_pause_ends_the_call_and_holds_others_but_no_rollback()
    {
        await using var bench = await AnsweringAsync(200);
        bench.Server.Answer = context =>
        {
            if (bench.Server.Calls.Count is 1)
            {
                context.Response.StatusCode = 503;
                context.Response.Headers.RetryAfter = "240";
            }

            return Task.CompletedTask;
        };

        await Assert.ThrowsAsync<ClusterUnreachableException>(() => bench.SendAsync());
        var held = await Assert.ThrowsAsync<ClusterUnreachableException>(() => bench.SendAsync());
        var rollback = await bench.SendAsync(ApiRequest.Get("/x") with { Priority = ApiPriority.Rollback });

        Assert.Contains("asked for a pause", held.Message, StringComparison.Ordinal);
        Assert.True(rollback.Succeeded);
        Assert.Equal(2, bench.Server.Calls.Count);
    }

    [Theory]
    [InlineData(false, 10, 10, 10.2)]
    [InlineData(true, 10, 2, 2.2)]
    [InlineData(false, 0, 0.05, 0.15)]
    public void The_wait_is_what_the_server_asks_and_some_jitter(bool rollback, int asked, double least, double most)
    {
        var fault = new ApiFault("x") { RetryAfter = asked > 0 ? TimeSpan.FromSeconds(asked) : null };

        var wait = Rule().Wait(rollback ? ApiPriority.Rollback : ApiPriority.Normal, fault, attempt: 1);

        Assert.InRange(wait!.Value.TotalSeconds, least, most);
    }

    [Fact]
    public void Without_a_wish_of_the_server_each_wait_is_about_twice_the_one_before()
    {
        var waits = Enumerable.Range(1, 5).Select(n => Rule().Wait(ApiPriority.Normal, new ApiFault("x"), n)!.Value).ToArray();

        Assert.All(waits, (wait, i) => Assert.InRange(wait.TotalMilliseconds, 50 * Math.Pow(2, i), 150 * Math.Pow(2, i)));
    }

    [Fact]
    public async Task A_budget_holds_calls_beyond_the_burst_and_no_rollback()
    {
        var clock = new FakeTimeProvider();
        var budget = new CallBudget("one", new ApiBudgetSpec(Qps: 2, Burst: 3), clock);

        for (var i = 0; i < 3; i++)
        {
            Assert.True(budget.EnterAsync(ApiPriority.Normal, Token).IsCompletedSuccessfully);
        }

        var fourth = budget.EnterAsync(ApiPriority.Normal, Token);
        Assert.False(fourth.IsCompleted);
        Assert.True(budget.EnterAsync(ApiPriority.Rollback, Token).IsCompletedSuccessfully);
        clock.Advance(TimeSpan.FromSeconds(0.5));
        await fourth;

        budget.Limit(new ApiBudgetSpec(Qps: 0.01, Burst: 1));
        var held = budget.EnterAsync(ApiPriority.Normal, Token);
        await Assert.ThrowsAsync<ClusterUnreachableException>(() => budget.EnterAsync(ApiPriority.Normal, Token));
        clock.Advance(TimeSpan.FromSeconds(10));
        await held;
    }

    private static RetryRule Rule() => new(new KubernetesOptions { KubeconfigFolder = "." });

    [Theory]
    [InlineData("failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): .spec.replica: field not declared in schema", 1)]
    [InlineData("etcdserver: leader changed", 4)]
    public async Task Of_an_apply_500_is_an_answer_where_the_object_is_not_of_its_type(string message, int calls)
    {
        await using var bench = await AnsweringAsync(500);
        bench.Server.Answer = async context =>
        {
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync(
                $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"{{message}}","code":500}""", context.RequestAborted);
        };
        var apply = new ApiRequest { Method = HttpMethod.Patch, Path = "/x", ContentType = ApiRequest.Apply, Body = "{}", Repeatable = true };

        var fault = await Record.ExceptionAsync(async () => Assert.Equal(message, (await bench.SendAsync(apply)).Message));

        Assert.Equal(calls is 1, fault is null);
        Assert.Equal(calls, bench.Server.Calls.Count);
    }

    /// <summary>Behind the proxy a pod may answer 429 itself.</summary>
    [Theory]
    [InlineData("Too many requests, please try again later.\n", true, 4)]
    [InlineData("Too many requests, please try again later.\n", false, 1)]
    [InlineData("{\"kind\":\"Status\",\"reason\":\"TooManyRequests\",\"code\":429}", true, 4)]
    [InlineData("Too many requests, please try again later.", true, 1)]
    [InlineData("slow down", true, 1)]
    [InlineData("{\"error\":\"Too many requests, please try again later.\"}", true, 1)]
    public async Task Behind_the_proxy_429_is_an_answer_but_where_the_API_server_has_no_time(string body, bool asksToWait, int calls)
    {
        await using var bench = await AnsweringAsync(429);
        bench.Server.Answer = async context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = asksToWait ? "1" : default;
            context.Response.ContentType = "text/plain; charset=utf-8";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            await context.Response.WriteAsync(body, context.RequestAborted);
        };
        var connection = await bench.ConnectAsync();

        var fault = await Record.ExceptionAsync(() => connection.ExecuteAsync(
            ApiRequest.Get("/proxy/x") with { Proxied = true }, (status, _, _) => Task.FromResult(status), Token));

        Assert.Equal(calls is 1, fault is null);
        Assert.Equal(calls, bench.Server.Calls.Count);
    }

    [Theory]
    [InlineData("failed to create typed patch object (a/b; v1, Kind=X): errors:\n  .a: one\n  .b: two", ".a: one; .b: two")]
    [InlineData("failed to create typed patch object (a/b; v1, Kind=X): .a: one", ".a: one")]
    [InlineData("Service \"web\" is invalid: spec.ports[0].port: Invalid value: 0", "spec.ports[0].port: Invalid value: 0")]
    [InlineData("admission webhook \"x\" denied the request", "admission webhook \"x\" denied the request")]
    [InlineData("admission webhook \"x\" denied the request: the label is invalid: y", "admission webhook \"x\" denied the request: the label is invalid: y")]
    public void A_refusal_of_an_object_is_told_in_one_line(string message, string expected) =>
        Assert.Equal(expected, TypeErrors.Plain(message));

    private static async Task<AccessBench> AnsweringAsync(int status)
    {
        var bench = await StartAsync();
        bench.Write("kubeconfig", bench.Kubeconfig("{token: t}"));
        bench.Server.Answer = async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync($$"""{"kind":"Status","message":"m","code":{{status}}}""", context.RequestAborted);
        };
        return bench;
    }
}
