namespace Coordinator.Core.Plans.Specs;

/// <summary>How much of the fleet may run an unproven version at once.</summary>
public sealed record ExposureSpec
{
    /// <summary>Most environments exposed at once; null = no limit; 1 to 10000.</summary>
    public int? MaxEnvironments { get; init; }

    /// <summary>Most capacity exposed at once, percent of the capacity of all environments of the plan; null = no limit; (0, 100].</summary>
    public double? MaxCapacityPercent { get; init; }

    /// <summary>Healthy time at 100 % without a break that proves an environment. Default 10 minutes.</summary>
    public TimeSpan ProvenAfter { get; init; } = TimeSpan.FromMinutes(10);
}
