namespace Coordinator.Grains.Tests.Fixtures.Virtual;

/// <summary>
/// Tells whether anything is under way in this process: a work item of the thread pool, on which grains, adapter, simulator and
/// their connections in memory run, or a call of a store, which has a thread of its own.
/// </summary>
internal sealed class InFlight
{
    private const int SpinsBetweenSleeps = 100;
    private static readonly TimeSpan HangGuard = TimeSpan.FromMinutes(2);
    private static readonly int Threads = MostThreads();
    private int calls;

    /// <summary>Counts a call that a thread outside the pool works on.</summary>
    public async Task<T> CountAsync<T>(Func<Task<T>> call)
    {
        Interlocked.Increment(ref calls);
        try
        {
            return await call();
        }
        finally
        {
            Interlocked.Decrement(ref calls);
        }
    }

    /// <summary>Waits until nothing is under way. To be called outside the thread pool.</summary>
    /// <exception cref="TimeoutException">It never was for two minutes: something spins.</exception>
    public void WaitForIdle()
    {
        var began = TimeProvider.System.GetTimestamp();
        var spin = default(SpinWait);
        while (true)
        {
            // Two looks between which nothing ran: what began after the first part of one is seen by the other.
            var done = ThreadPool.CompletedWorkItemCount;
            if (IsIdle() && IsIdle() && ThreadPool.CompletedWorkItemCount == done)
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(began) > HangGuard)
            {
                throw new TimeoutException($"{calls} calls of stores and {Busy()} work items do not end");
            }

            spin.SpinOnce(SpinsBetweenSleeps);
        }
    }

    private static int MostThreads()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        return most;
    }

    /// <summary>Threads of the pool that work.</summary>
    private static int Busy()
    {
        ThreadPool.GetAvailableThreads(out var available, out _);
        return Threads - available;
    }

    private bool IsIdle() => Volatile.Read(ref calls) == 0 && ThreadPool.PendingWorkItemCount == 0 && Busy() == 0;
}
