namespace Coordinator.Gateway.Tests.Fixtures;

/// <summary>The wall's time, run through faster: holds of minutes take seconds.</summary>
internal sealed class FastTime(double factor) : TimeProvider
{
    private readonly DateTimeOffset epoch = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private readonly long start = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => epoch + (System.GetElapsedTime(start) * factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Slow(dueTime), Slow(period));

    private TimeSpan Slow(TimeSpan span) => span == Timeout.InfiniteTimeSpan ? span : span / factor;
}
