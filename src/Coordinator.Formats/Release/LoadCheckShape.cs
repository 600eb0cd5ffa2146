using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>A load that must meet targets.</summary>
internal static class LoadCheckShape
{
    private static readonly DurationShape Time = DurationShape.Of("1ms", "10m");

    private static readonly ObjectShape<LoadTargets> Targets = new ObjectShape<LoadTargets>(
            "LoadTargets", "What a load must meet; what is left out is not asked.", new())
        .OptionalValue("p95", Time, x => x.P95, (x, v) => x with { P95 = v }, "Greatest 95th percentile of the time.")
        .OptionalValue("p99", Time, x => x.P99, (x, v) => x with { P99 = v }, "Greatest 99th percentile of the time.")
        .OptionalValue("errorRate", Numbers.Share, x => x.ErrorRate, (x, v) => x with { ErrorRate = v },
            "Greatest share of failed requests.")
        .OptionalValue("availability", Numbers.Share, x => x.Availability, (x, v) => x with { Availability = v },
            "Least share of successful requests.")
        .OptionalValue("minRate", new NumberShape(0, 10_000_000), x => x.MinRate, (x, v) => x with { MinRate = v },
            "Least successful requests per second.");

    public static readonly ObjectShape<LoadCheckSpec> Shape = new ObjectShape<LoadCheckSpec>(
            "LoadCheck", "An open-loop load: arrivals = users × rate of each.",
                new() { Path = "", Users = 1, Duration = TimeSpan.Zero })
        .Required("path", Texts.Path, x => x.Path, (x, v) => x with { Path = v }, "Path at the probed target.")
        .Required("users", new IntegerShape(1, 100_000), x => x.Users, (x, v) => x with { Users = v }, "Number of users.")
        .Optional("ratePerUser", new NumberShape(0, 1000) { AboveLeast = true }, x => x.RatePerUser,
            (x, v) => x with { RatePerUser = v },
            "Requests per second of each user.")
        .Optional("rampUp", DurationShape.Of("0s", "1h"), x => x.RampUp, (x, v) => x with { RampUp = v },
            "Time over which the rate rises.")
        .Required("duration", DurationShape.Of("1s", "12h"), x => x.Duration, (x, v) => x with { Duration = v },
            "Length after the ramp-up.")
        .Optional("targets", Targets, x => x.Targets, (x, v) => x with { Targets = v }, "What must be met.");
}
