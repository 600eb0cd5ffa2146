namespace Coordinator.Kubernetes.Tests.Checks.Loads;

/// <summary>The wall's time for a sender that oversleeps: short waits take longer than they should.</summary>
internal sealed class LateTime(TimeSpan by) : TimeProvider
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(500);
    private int left = int.MaxValue;

    /// <summary>Whether it oversleeps.</summary>
    public bool IsLate { get; set; }

    /// <summary>How many more times.</summary>
    public int LateWaits
    {
        set => left = value;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, IsLate && dueTime > TimeSpan.Zero && dueTime < Short && left-- > 0 ? dueTime + by : dueTime, period);
}
