using System.Globalization;

namespace Coordinator.Simulator.Workloads;

/// <summary>How a container behaves, from its environment as it was when the container started.</summary>
internal sealed record Behavior
{
    /// <summary>0 to 1: the share of user requests that are answered 500.</summary>
    public double ErrorRate { get; init; }

    /// <summary>Wall time that a user request takes, in milliseconds.</summary>
    public double LatencyMilliseconds { get; init; }

    /// <summary>Simulated time until /health answers 200.</summary>
    public TimeSpan ReadyDelay { get; init; }

    public bool Crashes { get; init; }

    /// <summary>Simulated time after which every user request fails; null for never.</summary>
    public TimeSpan? FailsAfter { get; init; }

    /// <summary>Simulated time that it serves on after it was told to end.</summary>
    public TimeSpan ShutdownDelay { get; init; }

    public TimeSpan JobDuration { get; init; }

    public int JobExitCode { get; init; }

    public static Behavior Of(IReadOnlyDictionary<string, string> environment) => new()
    {
        ErrorRate = Math.Clamp(Number(environment, "ERROR_RATE") ?? 0, 0, 1),
        LatencyMilliseconds = Math.Clamp(Number(environment, "LATENCY_MS") ?? 0, 0, 60_000),
        ReadyDelay = Seconds(environment, "READY_DELAY_S") ?? TimeSpan.Zero,
        Crashes = environment.GetValueOrDefault("CRASH") == "1",
        FailsAfter = Seconds(environment, "FAIL_AFTER_S"),
        ShutdownDelay = Seconds(environment, "SHUTDOWN_DELAY_S") ?? TimeSpan.Zero,
        JobDuration = Seconds(environment, "JOB_SECONDS") ?? TimeSpan.Zero,
        JobExitCode = (int)(Number(environment, "JOB_EXIT_CODE") ?? 0),
    };

    private static double? Number(IReadOnlyDictionary<string, string> environment, string name) =>
        double.TryParse(environment.GetValueOrDefault(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) ? number : null;

    private static TimeSpan? Seconds(IReadOnlyDictionary<string, string> environment, string name) =>
        Number(environment, name) is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 1e8)) : null;
}
