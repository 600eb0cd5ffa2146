namespace Coordinator.Benchmarks.Detection;

/// <summary>How requests and bad requests arrive.</summary>
internal enum TrafficShape
{
    /// <summary>Requests arrive independently, each is bad by itself.</summary>
    Poisson,

    /// <summary>Requests come in gusts that last an interval (negative binomial, shape 4); bad requests come in bursts of one colour: five at the
    /// mean (geometric), spread over an exponential time of 2 s at the mean.</summary>
    Bursty,

    /// <summary>Load rises and falls by 60 % over 24 h from a random hour on; the share of bad requests follows it.</summary>
    DayCurve,

    /// <summary>Once in 40 minutes at the mean, 5 to 25 % of the requests of both colours in all environments go bad for 30 s to 5 min.</summary>
    Shocks,
}
