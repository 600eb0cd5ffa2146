namespace Coordinator.Simulator.Clusters;

/// <summary>
/// The work of a cluster's controllers in the order in which it is due, driven by one timer. A cluster in which nothing is due
/// has no timer running and costs nothing. The same seed and the same calls give the same order.
/// </summary>
internal sealed class WorkLoop(TimeProvider time, Lock gate, Action<WorkKey> work) : IDisposable
{
    /// <summary>Items worked off in one go before others get the lock.</summary>
    private const int MaxBatch = 64;

    private readonly PriorityQueue<WorkKey, (long Due, long Sequence)> queue = new();
    private readonly Dictionary<WorkKey, long> pending = [];
    private ITimer? timer;
    private long sequence;
    private long armed = long.MaxValue;
    private bool disposed;

    public int Pending => pending.Count;

    /// <summary>Has an object looked at after a delay of simulated time. Of several calls the earliest counts.</summary>
    public void Enqueue(WorkKey key, TimeSpan delay)
    {
        if (disposed) return;
        var due = time.GetUtcNow().UtcTicks + Math.Max(0, delay.Ticks);
        if (pending.TryGetValue(key, out var earlier) && earlier <= due) return;
        pending[key] = due;
        queue.Enqueue(key, (due, ++sequence));
        Arm();
    }

    public void Dispose()
    {
        disposed = true;
        timer?.Dispose();
    }

    private void Arm()
    {
        if (disposed || !queue.TryPeek(out _, out var first) || first.Due >= armed) return;
        armed = first.Due;
        var delay = TimeSpan.FromTicks(Math.Max(0, first.Due - time.GetUtcNow().UtcTicks));
        if (timer is null) timer = time.CreateTimer(_ => Run(), null, delay, Timeout.InfiniteTimeSpan);
        else timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private void Run()
    {
        while (true)
        {
            lock (gate)
            {
                if (disposed) return;
                for (var done = 0; done < MaxBatch; done++)
                {
                    if (queue.TryPeek(out var key, out var at) && at.Due <= time.GetUtcNow().UtcTicks)
                    {
                        queue.Dequeue();
                        if (!pending.TryGetValue(key, out var due) || due != at.Due) continue;
                        pending.Remove(key);
                        work(key);
                        continue;
                    }

                    armed = long.MaxValue;
                    Arm();
                    return;
                }
            }
        }
    }
}
