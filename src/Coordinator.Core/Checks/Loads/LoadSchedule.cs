using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Checks.Loads;

/// <summary>When the requests of a load are due, counted from its beginning. The rate rises evenly over the ramp-up and is constant
/// after that; an answer that is late changes nothing about when the next request is due.</summary>
/// <param name="PerSecond">Requests per second after the ramp-up, in real time; above 0.</param>
/// <param name="RampUp">Real time over which the rate rises from zero.</param>
/// <param name="Duration">Real time after the ramp-up.</param>
public sealed record LoadSchedule(double PerSecond, TimeSpan RampUp, TimeSpan Duration)
{
    /// <summary>Keeps a sum of fractions that should be whole from counting one request more.</summary>
    private const double Rounding = 1e-6;

    /// <summary>Requests until the end of the ramp-up.</summary>
    private double Rising => PerSecond * RampUp.TotalSeconds / 2;

    /// <summary>Requests of the whole load; at least 1.</summary>
    public long Count => Math.Max(1, (long)Math.Ceiling(Rising + (PerSecond * Duration.TotalSeconds) - Rounding));

    /// <summary>From the first request to the end.</summary>
    public TimeSpan Length => RampUp + Duration;

    /// <summary>The schedule of a check. Its length is on the coordinator's clock, its rate is real.</summary>
    /// <param name="spec">The check.</param>
    /// <param name="clockFactor">How many times faster than the wall's the coordinator's clock runs.</param>
    public static LoadSchedule Of(LoadCheckSpec spec, double clockFactor) =>
        new(spec.Users * spec.RatePerUser, spec.RampUp / clockFactor, spec.Duration / clockFactor);

    /// <summary>When a request is due.</summary>
    /// <param name="index">Its number, from 0.</param>
    public TimeSpan At(long index) => index < Rising
        ? TimeSpan.FromSeconds(Math.Sqrt(2 * index * RampUp.TotalSeconds / PerSecond))
        : RampUp + TimeSpan.FromSeconds((index - Rising) / PerSecond);
}
