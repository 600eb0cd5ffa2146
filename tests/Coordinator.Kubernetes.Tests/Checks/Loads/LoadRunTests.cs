using Coordinator.Core.Checks.Loads;
using Coordinator.Kubernetes.Checks.Loads;

namespace Coordinator.Kubernetes.Tests.Checks.Loads;

public sealed class LoadRunTests
{
    private static readonly LoadSchedule HundredForTenSeconds = new(100, TimeSpan.Zero, TimeSpan.FromSeconds(10));

    private readonly JumpingTime time = new();
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_QuickServer_SendsEveryRequestWhenItIsDue()
    {
        List<TimeSpan> sent = [];

        var found = await Run(HundredForTenSeconds).RunAsync(
            _ =>
            {
                sent.Add(time.GetUtcNow() - DateTimeOffset.UnixEpoch);
                time.Pass(TimeSpan.FromMilliseconds(3));
                return Task.FromResult(new LoadAnswer(200));
            },
            token);

        Assert.Equal((1000, 1000), (found.Requests, found.Succeeded));
        Assert.Equal(100, found.PerSecond);
        Assert.InRange(found.P99.TotalMilliseconds, 2.99, 3.01);
        Assert.All(sent, (at, index) => Assert.InRange(at - HundredForTenSeconds.At(index), TimeSpan.Zero, TimeSpan.FromMilliseconds(1)));
    }

    /// <summary>A closed loop would see one slow request among a thousand.</summary>
    [Fact]
    public async Task RunAsync_ServerStallsForTwoSeconds_CountsWhatUsersWouldHaveWaited()
    {
        var number = 0;

        var found = await Run(HundredForTenSeconds).RunAsync(
            _ =>
            {
                time.Pass(number++ == 500 ? TimeSpan.FromSeconds(2) : TimeSpan.Zero);
                return Task.FromResult(new LoadAnswer(200));
            },
            token);

        Assert.Equal(1000, found.Requests);
        Assert.InRange(found.P95.TotalSeconds, 1.4, 1.6);
        Assert.InRange(found.Longest.TotalSeconds, 1.99, 2.01);
    }

    [Fact]
    public async Task RunAsync_EveryConnectionIsHeld_CountsWhatCouldNotBeSentAsFailed()
    {
        List<TaskCompletionSource<LoadAnswer>> held = [];
        var third = new TaskCompletionSource();
        var running = Run(HundredForTenSeconds, connections: 2).RunAsync(
            _ =>
            {
                held.Add(new());
                if (held.Count is 3)
                {
                    third.SetResult();
                }

                return held[^1].Task;
            },
            token);
        Assert.Equal(2, held.Count);

        time.Pass(TimeSpan.FromSeconds(30));
        held[0].SetResult(new(200));
        await third.Task;
        held[1].SetResult(new(200));
        held[2].SetResult(new(0, "no answer in time"));
        var found = await running;

        Assert.Equal((1000, 2), (found.Requests, found.Succeeded));
        Assert.Contains("not sent, all connections were taken 997×", found.Failures);
        Assert.True(found.Median > TimeSpan.FromSeconds(20), $"{found.Median}");
        Assert.Equal(0, found.PerSecond);
    }

    [Fact]
    public async Task RunAsync_FastErrors_DoNotMakeTheTimesLookBetter()
    {
        var number = 0;

        var found = await Run(HundredForTenSeconds).RunAsync(
            _ =>
            {
                var isError = number++ % 2 is 0;
                time.Pass(isError ? TimeSpan.Zero : TimeSpan.FromMilliseconds(8));
                return Task.FromResult(new LoadAnswer(isError ? 503 : 200));
            },
            token);

        Assert.Equal(500, found.Failed);
        Assert.Equal("status 503 500×", found.Failures);
        Assert.InRange(found.Median.TotalMilliseconds, 7.9, 8.1);
    }

    [Fact]
    public async Task RunAsync_Cancelled_EndsOnlyWhenNothingIsUnderWay()
    {
        using var stop = new CancellationTokenSource();
        List<TaskCompletionSource<LoadAnswer>> held = [];
        var running = Run(HundredForTenSeconds, connections: 2).RunAsync(
            _ =>
            {
                held.Add(new());
                return held[^1].Task;
            },
            stop.Token);

        await stop.CancelAsync();
        Assert.False(running.IsCompleted);
        held.ForEach(one => one.SetResult(new(200)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private LoadRun Run(LoadSchedule schedule, int connections = 4) => new(schedule, connections, TimeSpan.FromSeconds(10), time);
}
