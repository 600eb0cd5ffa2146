namespace Coordinator.Tests;

/// <summary>A clock on which every wait is over at once, and moves it by what was waited for. Nothing sleeps.</summary>
internal sealed class TestClock : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Lock gate = new();
    private TimeSpan elapsed;

    /// <summary>Time that was waited for in all.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (gate)
                return elapsed;
        }
    }

    /// <summary>Waits of this length are never over.</summary>
    public Predicate<TimeSpan> Holds { get; set; } = _ => false;

    /// <summary>What must happen before a wait is over.</summary>
    public Func<TimeSpan, Task> Before { get; set; } = _ => Task.CompletedTask;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer();
        if (dueTime != Timeout.InfiniteTimeSpan && !Holds(dueTime))
            _ = FireAsync(timer, callback, state, dueTime);
        return timer;
    }

    private async Task FireAsync(Timer timer, TimerCallback callback, object? state, TimeSpan due)
    {
        await Task.Yield();
        await Before(due);
        if (timer.IsDisposed)
            return;
        lock (gate)
            elapsed += due;
        callback(state);
    }

    private sealed class Timer : ITimer
    {
        public bool IsDisposed { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => !IsDisposed;

        public void Dispose() => IsDisposed = true;

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
