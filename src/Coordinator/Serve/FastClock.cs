namespace Coordinator.Serve;

/// <summary>The clock of <c>--fast</c>: every process that uses it has the same time without asking another.</summary>
internal static class FastClock
{
    /// <summary>How many times faster than the wall's.</summary>
    public const double Factor = 60;

    /// <summary>Where it begins. A constant, so that a process that starts again never goes back in time.</summary>
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
