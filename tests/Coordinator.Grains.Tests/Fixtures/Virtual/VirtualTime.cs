using System.Diagnostics;

namespace Coordinator.Grains.Tests.Fixtures.Virtual;

/// <summary>
/// A clock that stands still until it is moved to the next instant at which a timer is due. Timers of one instant fire in the order
/// in which they were set, on the thread that moves the clock: what they set off goes on on the thread pool.
/// </summary>
internal sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<Alarm, (long Due, long Order)> alarms = new();
    private long now = start.UtcTicks;
    private long order;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref now), TimeSpan.Zero);

    /// <inheritdoc />
    public override long GetTimestamp() => Volatile.Read(ref now) - start.UtcTicks;

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves to the next instant at which something is due and lets it happen; false where nothing is due until the limit,
    /// to which the clock then moves.</summary>
    public bool TryAdvance(DateTimeOffset limit)
    {
        List<Timer> due = [];
        lock (gate)
        {
            while (Next() is { } next && (due.Count == 0 ? next.Due <= limit.UtcTicks : next.Due <= now))
            {
                alarms.Dequeue();
                now = Math.Max(now, next.Due);
                next.Timer.Fired(next);
                due.Add(next.Timer);
            }

            if (due.Count == 0)
            {
                now = Math.Max(now, limit.UtcTicks);
            }
        }

        due.ForEach(timer => timer.Fire());
        return due.Count > 0;
    }

    private Alarm? Next()
    {
        while (alarms.TryPeek(out var alarm, out _))
        {
            if (alarm.Timer.IsSet(alarm))
            {
                return alarm;
            }

            alarms.Dequeue();
        }

        return null;
    }

    private sealed record Alarm(Timer Timer, long Due);

    [DebuggerStepThrough]
    private sealed class Timer(VirtualTime owner, TimerCallback callback, object? state) : ITimer
    {
        private readonly ExecutionContext? context = ExecutionContext.Capture();
        private Alarm? set;
        private TimeSpan every;
        private bool disposed;

        public bool IsSet(Alarm alarm) => ReferenceEquals(set, alarm);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner.gate)
            {
                if (disposed)
                {
                    return false;
                }

                every = period;
                Set(dueTime);
                return true;
            }
        }

        /// <summary>Sets it again where it is periodic. Called under the gate.</summary>
        public void Fired(Alarm alarm)
        {
            if (IsSet(alarm))
            {
                Set(every > TimeSpan.Zero ? every : Timeout.InfiniteTimeSpan);
            }
        }

        public void Fire()
        {
            if (context is null)
            {
                callback(state);
            }
            else
            {
                ExecutionContext.Run(context, _ => callback(state), null);
            }
        }

        public void Dispose()
        {
            lock (owner.gate)
            {
                disposed = true;
                set = null;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan dueTime)
        {
            set = null;
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return;
            }

            set = new(this, owner.now + Math.Max(0, dueTime.Ticks));
            owner.alarms.Enqueue(set, (set.Due, ++owner.order));
        }
    }
}
