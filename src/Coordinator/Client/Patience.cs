namespace Coordinator.Client;

/// <summary>How long a call is tried again before the server counts as unreachable.</summary>
/// <param name="GiveUpAfter">From the first attempt to the start of the last.</param>
internal sealed record Patience(TimeSpan GiveUpAfter)
{
    /// <summary>Most attempts, whatever a server asks for.</summary>
    public const int MaxAttempts = 200;

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>5 s: somebody waits for the answer.</summary>
    public static Patience Brief { get; } = new(TimeSpan.FromSeconds(5));

    /// <summary>2 minutes: outlasts a restart of a server that was there before.</summary>
    public static Patience Restart { get; } = new(TimeSpan.FromMinutes(2));

    /// <summary>Wait before the attempt after <paramref name="attempt"/>, from 0: 200 ms, doubled up to 5 s.</summary>
    public static TimeSpan DelayAfter(int attempt) => attempt > 5 ? Longest : TimeSpan.FromTicks(Math.Min(First.Ticks << attempt, Longest.Ticks));
}
