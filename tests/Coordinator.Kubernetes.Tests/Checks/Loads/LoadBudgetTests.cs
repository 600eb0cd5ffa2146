using Coordinator.Kubernetes.Checks.Loads;

namespace Coordinator.Kubernetes.Tests.Checks.Loads;

public sealed class LoadBudgetTests
{
    private readonly LoadBudget budget = new(perSecond: 100, connections: 50);
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnterAsync_NotEnoughIsLeft_WaitsInOrder()
    {
        var first = await budget.EnterAsync(60, 10, token);
        var second = budget.EnterAsync(60, 10, token);
        var small = budget.EnterAsync(10, 10, token);
        Assert.False(second.IsCompleted);
        Assert.False(small.IsCompleted, "a small load must not pass a large one for ever");

        first.Dispose();
        first.Dispose();
        (await second).Dispose();
        (await small).Dispose();
        using var whole = await budget.EnterAsync(100, 50, token);
    }

    [Fact]
    public async Task EnterAsync_NoConnectionsAreLeft_Waits()
    {
        var first = await budget.EnterAsync(1, 45, token);
        var second = budget.EnterAsync(1, 10, token);
        Assert.False(second.IsCompleted);

        first.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task EnterAsync_GivenUp_LeavesTheQueueToOthers()
    {
        using var stop = new CancellationTokenSource();
        var first = await budget.EnterAsync(60, 1, token);
        var second = budget.EnterAsync(60, 1, stop.Token);
        var third = budget.EnterAsync(40, 1, token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        (await third).Dispose();
        first.Dispose();
        (await budget.EnterAsync(100, 1, token)).Dispose();
    }

    [Fact]
    public async Task EnterAsync_MoreThanThereIsAtAll_IsRefused()
    {
        Assert.False(budget.Fits(100.5));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => budget.EnterAsync(100.5, 1, token));
    }
}
