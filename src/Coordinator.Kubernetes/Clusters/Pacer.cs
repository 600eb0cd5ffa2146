namespace Coordinator.Kubernetes.Clusters;

/// <summary>
/// Waits between looks at a cluster: by the injected clock, which may run many times faster than the wall's, and never so
/// fast in wall time that an API server is hammered.
/// </summary>
internal sealed class Pacer(TimeProvider clock, TimeProvider? wall = null)
{
    /// <summary>Between two looks at a rollout.</summary>
    public static readonly TimeSpan Rollout = TimeSpan.FromSeconds(1);

    /// <summary>What timers can take: beyond it a limit is as good as none.</summary>
    private static readonly TimeSpan LongestLimit = TimeSpan.FromDays(24);

    private static readonly TimeSpan LeastWallTime = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(20);

    /// <summary>The wall's clock.</summary>
    public TimeProvider Wall => wall ?? TimeProvider.System;

    /// <summary>Now, by the injected clock.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Waits before a further attempt at a write that another writer overtook: not before the first and second, then
    /// 20 ms of wall time, doubled for each further one, with jitter.</summary>
    public Task BackOffAsync(int attempt, CancellationToken cancellationToken) => attempt < 2
        ? Task.CompletedTask
        : Task.Delay(FirstBackOff * Math.Pow(2, attempt - 2) * (0.5 + Random.Shared.NextDouble()), Wall, cancellationToken);

    /// <summary>A limit that is reached at an instant of the injected clock.</summary>
    public CancellationTokenSource LimitAt(DateTimeOffset deadline)
    {
        var left = deadline - clock.GetUtcNow();
        return new CancellationTokenSource(
            left <= TimeSpan.Zero ? TimeSpan.Zero : left < LongestLimit ? left : LongestLimit, clock);
    }

    /// <summary>Waits for an interval of the injected clock.</summary>
    public Task DelayAsync(TimeSpan interval, CancellationToken cancellationToken) => Task.WhenAll(
        Task.Delay(interval, clock, cancellationToken),
        Task.Delay(LeastWallTime, Wall, cancellationToken));
}
