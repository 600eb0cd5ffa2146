namespace Coordinator.Benchmarks.Detection;

/// <summary>One row of the table.</summary>
/// <param name="Shape">How requests arrive.</param>
/// <param name="RequestsPerSecond">Of both colours in one environment. Each gets half.</param>
/// <param name="Environments">Number of environments that get the release at the same time.</param>
/// <param name="NewErrors">Share of requests of the new colour that fail.</param>
/// <param name="NewSlow">Share of requests of the new colour that are slower than the limit.</param>
internal sealed record Scenario(TrafficShape Shape, double RequestsPerSecond, int Environments, double NewErrors, double NewSlow)
{
    /// <summary>Share of the old colour's requests that fail, and share that are slow.</summary>
    public const double Baseline = 0.001;

    /// <summary>A tenth of the smallest regression, from 0.1 % to 0.3 %.</summary>
    public const double Tolerance = 0.0002;

    /// <summary>Longest time that a judge has.</summary>
    public const int HorizonSeconds = 7200;

    /// <summary>Seconds of the interval in which our judge compares.</summary>
    public const int IntervalSeconds = 5;

    /// <summary>Intervals of ours to one of the others (30 s).</summary>
    public const int IntervalsToALook = 6;

    /// <summary>Number of intervals.</summary>
    public const int Intervals = HorizonSeconds / IntervalSeconds;

    /// <summary>A release that is exactly as much worse as the tolerance allows: the hardest that is not to be stopped.</summary>
    public static Scenario Null(TrafficShape shape, double requestsPerSecond, int environments) =>
        new(shape, requestsPerSecond, environments, Baseline + Tolerance, Baseline + Tolerance);
}
