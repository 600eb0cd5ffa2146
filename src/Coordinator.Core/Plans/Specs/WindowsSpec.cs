using System.Collections.Immutable;

namespace Coordinator.Core.Plans.Specs;

/// <summary>When environments may start. Never holds back a rollback.</summary>
public sealed record WindowsSpec
{
    /// <summary>IANA time zone of the cron expressions. Default <c>UTC</c>.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Windows in which starting is allowed; empty = always.</summary>
    public ImmutableArray<AllowWindowSpec> Allow { get; init; } = [];

    /// <summary>Periods in which nothing starts.</summary>
    public ImmutableArray<FreezeSpec> Freeze { get; init; } = [];
}
