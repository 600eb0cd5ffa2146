namespace Coordinator.Grains;

/// <summary>Waits between attempts that are repeated for ever.</summary>
internal static class Backoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);

    /// <summary>1, 2, 4 … 30 s, less up to a quarter by chance, and never below 250 ms of wall time.</summary>
    public static TimeSpan After(int attempt, CoordinatorClock clock)
    {
        var seconds = Math.Min(Math.Pow(2, Math.Min(attempt, 10)), Longest.TotalSeconds);
        return clock.AtLeastWall(TimeSpan.FromSeconds(seconds * (1 - (Random.Shared.NextDouble() / 4))), Shortest);
    }
}
