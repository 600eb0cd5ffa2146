using Coordinator.Grains.Tests.Fixtures.Virtual;

namespace Coordinator.Grains.Tests.Crashes;

/// <summary>
/// Counts every place at which a process can die: before and after each write and each effect. At the chosen one it dies: from
/// then on no write and no effect of this process begins.
/// </summary>
internal sealed class CrashGate(InFlight inFlight, int crashAt = int.MaxValue)
{
    private readonly TaskCompletionSource crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private readonly List<string> reached = [];

    /// <summary>Places that were reached, in order.</summary>
    public IReadOnlyList<string> Reached
    {
        get
        {
            lock (gate)
            {
                return [.. reached];
            }
        }
    }

    /// <summary>Done when the process has died.</summary>
    public Task Crashed => crashed.Task;

    /// <summary>Ends a wait for what a dead process will not do.</summary>
    /// <exception cref="CrashException">It has died.</exception>
    public void ThrowIfCrashed()
    {
        if (crashed.Task.IsCompleted)
        {
            throw new CrashException("while it was looked at");
        }
    }

    /// <summary>Passes a place, or dies there.</summary>
    public void Reach(string place)
    {
        lock (gate)
        {
            if (crashed.Task.IsCompleted)
            {
                throw new CrashException(place);
            }

            reached.Add(place);
            if (reached.Count == crashAt)
            {
                crashed.SetResult();
                throw new CrashException(place);
            }
        }
    }

    /// <summary>A write: dying before it is dying after the place before it, so only the place after it counts.</summary>
    public async Task<T> WriteAsync<T>(string place, Func<Task<T>> write)
    {
        if (crashed.Task.IsCompleted)
        {
            throw new CrashException(place);
        }

        var result = await inFlight.CountAsync(write);
        Reach($"after {place}");
        return result;
    }

    /// <summary>Runs an effect between two places.</summary>
    public async Task<T> AroundAsync<T>(string place, Func<Task<T>> work)
    {
        Reach($"before {place}");
        var result = await work();
        Reach($"after {place}");
        return result;
    }
}
