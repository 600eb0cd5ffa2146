namespace Coordinator.Core.Plans.Specs;

/// <summary>What a load must meet; null = not asked.</summary>
public sealed record LoadTargets
{
    /// <summary>Greatest 95th percentile of the time.</summary>
    public TimeSpan? P95 { get; init; }

    /// <summary>Greatest 99th percentile of the time.</summary>
    public TimeSpan? P99 { get; init; }

    /// <summary>Greatest share of failed requests.</summary>
    public double? ErrorRate { get; init; }

    /// <summary>Least share of successful requests.</summary>
    public double? Availability { get; init; }

    /// <summary>Least successful requests per second.</summary>
    public double? MinRate { get; init; }
}
