using System.Diagnostics;

namespace Coordinator.Simulator.Hosting;

/// <summary>
/// A clock that runs faster than the wall's: simulated time = epoch + (wall − epoch) × factor. Two processes with the same
/// epoch and factor agree. Timers fire after the scaled time, at least a millisecond of wall time.
/// </summary>
public sealed class ScaledTimeProvider : TimeProvider
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly DateTimeOffset epoch;
    private readonly double factor;
    private readonly TimeProvider wall;
    private readonly long origin;

    /// <summary>Sets the clock up.</summary>
    /// <param name="epoch">The instant at which both clocks agree.</param>
    /// <param name="factor">Simulated seconds per second of wall time: above 0, at most 100,000.</param>
    /// <param name="wall">The clock that is scaled; the system's by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is out of its range.</exception>
    public ScaledTimeProvider(DateTimeOffset epoch, double factor, TimeProvider? wall = null)
    {
        if (factor is not (> 0 and <= 100_000))
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "must be above 0 and at most 100000");
        this.epoch = epoch.ToUniversalTime();
        this.factor = factor;
        this.wall = wall ?? System;
        origin = this.wall.GetTimestamp();
    }

    /// <summary>The instant at which simulated and wall time agree.</summary>
    public DateTimeOffset Epoch => epoch;

    /// <summary>Simulated seconds per second of wall time.</summary>
    public double Factor => factor;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => epoch + ((wall.GetUtcNow() - epoch) * factor);

    /// <inheritdoc />
    public override long GetTimestamp() =>
        (long)((wall.GetTimestamp() - origin) * ((double)TimeSpan.TicksPerSecond / wall.TimestampFrequency) * factor);

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(this, wall.CreateTimer(callback, state, Scale(dueTime), Scale(period)));

    private TimeSpan Scale(TimeSpan simulated)
    {
        if (simulated == Timeout.InfiniteTimeSpan || simulated <= TimeSpan.Zero) return simulated;
        var scaled = simulated / factor;
        // Rounded up: a timer that fires early would be set again and again.
        return scaled < Shortest ? Shortest : TimeSpan.FromMilliseconds(Math.Ceiling(scaled.TotalMilliseconds));
    }

    [DebuggerStepThrough]
    private sealed class ScaledTimer(ScaledTimeProvider owner, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(owner.Scale(dueTime), owner.Scale(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
