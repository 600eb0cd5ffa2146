using System.Net;
using Coordinator.Client;
using Coordinator.Core.Views;

namespace Coordinator.Tests.Client;

public sealed class RetriesTests
{
    private static readonly Uri Server = new("http://127.0.0.1:1");

    private readonly TestClock clock = new();
    private readonly List<string> notices = [];
    private int calls;

    [Fact]
    public async Task Run_FaultThatPasses_AnswersAndTellsOnce()
    {
        var answer = await RunAsync(() => calls < 4 ? throw new HttpRequestException("away") : 7, Patience.Brief);

        Assert.Equal(7, answer);
        Assert.Equal(4, calls);
        Assert.Equal(2, notices.Count);
    }

    [Fact]
    public async Task Run_FaultThatStays_GivesUpWithinItsPatience()
    {
        await Assert.ThrowsAsync<UnreachableException>(() => RunAsync(() => throw new IOException("away"), Patience.Restart));

        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(110), Patience.Restart.GiveUpAfter);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task Run_AnswerThatMayPass_IsTriedAgainThenThrown(HttpStatusCode status)
    {
        var fault = await Assert.ThrowsAsync<ApiException>(() => RunAsync(() => throw Refusal(status), Patience.Brief));

        Assert.Equal((int)status, fault.Problem.Status);
        Assert.True(calls > 3);
    }

    [Theory]
    [InlineData(HttpStatusCode.Conflict)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Run_AnswerThatStays_IsNotTriedAgain(HttpStatusCode status)
    {
        await Assert.ThrowsAsync<ApiException>(() => RunAsync(() => throw Refusal(status), Patience.Restart));

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Run_BadCertificate_IsNotTriedAgain()
    {
        await Assert.ThrowsAsync<UnreachableException>(
            () => RunAsync(() => throw new HttpRequestException(HttpRequestError.SecureConnectionError), Patience.Restart));

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Run_FaultWhileCancelled_IsTheCancellation()
    {
        using var source = new CancellationTokenSource();
        var retries = new Retries(new ClientOptions(Server, null), clock);

        await Assert.ThrowsAsync<OperationCanceledException>(() => retries.RunAsync<int>(
            _ =>
            {
                source.Cancel();
                throw new HttpRequestException("away");
            },
            Patience.Brief, source.Token));
    }

    [Fact]
    public async Task Run_RetryAfter_IsObeyed()
    {
        await RunAsync(() => calls == 1 ? throw Refusal(HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(3)) : 1, Patience.Brief);

        Assert.Equal(TimeSpan.FromSeconds(3), clock.Elapsed);
    }

    [Fact]
    public void DelayAfter_GrowsUpToItsLimit() => Assert.Equal(
        [200, 400, 800, 1600, 3200, 5000, 5000],
        Enumerable.Range(0, 7).Select(attempt => (int)Patience.DelayAfter(attempt).TotalMilliseconds));

    private static ApiException Refusal(HttpStatusCode status, TimeSpan? retryAfter = null) =>
        new(new ProblemView("", "", (int)status, "code", "detail", null, null, []), retryAfter);

    private Task<int> RunAsync(Func<int> call, Patience patience) =>
        new Retries(new ClientOptions(Server, null) { Notice = notices.Add }, clock).RunAsync(
            _ =>
            {
                calls++;
                return Task.FromResult(call());
            },
            patience, TestContext.Current.CancellationToken);
}
