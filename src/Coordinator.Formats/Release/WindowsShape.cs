using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>When environments may start, and the limit on exposure.</summary>
internal static class WindowsShape
{
    private static readonly ObjectShape<AllowWindowSpec> Allow = new ObjectShape<AllowWindowSpec>(
            "AllowWindow", "A recurring window in which environments may start.", new("", TimeSpan.Zero))
        .Required("cron", Texts.Cron, x => x.Cron, (x, v) => x with { Cron = v }, "Five-field cron expression of its start.")
        .Required("duration", DurationShape.Of("1m", "168h"), x => x.Duration, (x, v) => x with { Duration = v }, "Its length.");

    private static readonly ObjectShape<FreezeSpec> Freeze = new ObjectShape<FreezeSpec>(
            "Freeze", "A period in which nothing starts.", new(default, default, null))
        .Required("from", InstantShape.Instance, x => x.From, (x, v) => x with { From = v }, "Its begin, by RFC 3339.")
        .Required("until", InstantShape.Instance, x => x.Until, (x, v) => x with { Until = v }, "Its end, by RFC 3339.")
        .Optional("reason", Texts.Any, x => x.Reason, (x, v) => x with { Reason = v }, "Why, for people.")
        .Check(["from", "until"], (freeze, scope) =>
        {
            if (freeze.From >= freeze.Until)
                scope.Error("until", FormatErrorCodes.BadTime, "the freeze ends before it begins");
        });

    public static readonly ObjectShape<WindowsSpec> Shape = new ObjectShape<WindowsSpec>(
            "Windows", "When environments may start. Never holds back a rollback.", new())
        .Optional("timeZone", Texts.TimeZone, x => x.TimeZone, (x, v) => x with { TimeZone = v },
            "IANA time zone of the cron expressions.")
        .Optional("allow", new ListShape<AllowWindowSpec>(Allow) { MaxItems = 100 }, x => x.Allow, (x, v) => x with { Allow = v },
            "Windows in which environments may start; none = always.")
        .Optional("freeze", new ListShape<FreezeSpec>(Freeze) { MaxItems = 100 }, x => x.Freeze, (x, v) => x with { Freeze = v },
            "Periods in which nothing starts.");

    public static readonly ObjectShape<ExposureSpec> Exposure = new ObjectShape<ExposureSpec>(
            "Exposure", "How much of the fleet may run an unproven version at once.", new())
        .OptionalValue("maxEnvironments", new IntegerShape(1, 10_000), x => x.MaxEnvironments,
            (x, v) => x with { MaxEnvironments = v },
            "Most environments exposed at once; left out, no limit.")
        .OptionalValue("maxCapacityPercent", new NumberShape(0, 100) { AboveLeast = true },
            x => x.MaxCapacityPercent, (x, v) => x with { MaxCapacityPercent = v },
            "Most capacity exposed at once, percent of the capacity of all environments of the plan; left out, no limit.")
        .Optional("provenAfter", DurationShape.Of("0s", "168h"), x => x.ProvenAfter, (x, v) => x with { ProvenAfter = v },
            "Healthy time at 100 % without a break that proves an environment.");
}
