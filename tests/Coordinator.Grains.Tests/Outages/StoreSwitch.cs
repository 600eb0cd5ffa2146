using Coordinator.Core.Ports;

namespace Coordinator.Grains.Tests.Outages;

/// <summary>Whether the store takes writes.</summary>
internal sealed class StoreSwitch
{
    private volatile TaskCompletionSource? hanging;
    private volatile bool full;

    /// <summary>The disk is full: each write fails.</summary>
    public void Fill() => full = true;

    /// <summary>Writes hang and come to nothing.</summary>
    public void Hang() => hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>There is room again, and what hung fails.</summary>
    public void Free()
    {
        full = false;
        var waiting = hanging;
        hanging = null;
        waiting?.TrySetException(new StorageUnavailableException("the write timed out"));
    }

    /// <summary>What hung goes through after all.</summary>
    public void Resume()
    {
        var waiting = hanging;
        hanging = null;
        waiting?.TrySetResult();
    }

    /// <summary>Passes, fails or hangs.</summary>
    public Task PassAsync() => full
        ? Task.FromException(new StorageUnavailableException("the disk is full"))
        : hanging?.Task ?? Task.CompletedTask;
}
