namespace Coordinator.Core.Plans.Specs;

/// <summary>An open-loop load: arrivals = users × rate per user.</summary>
public sealed record LoadCheckSpec
{
    /// <summary>Path at the probed target.</summary>
    public required string Path { get; init; }

    /// <summary>Users; 1 to 100000.</summary>
    public required int Users { get; init; }

    /// <summary>Requests per second of each user. Default 1.</summary>
    public double RatePerUser { get; init; } = 1;

    /// <summary>Time over which the rate rises. Default zero.</summary>
    public TimeSpan RampUp { get; init; }

    /// <summary>Length.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What must be met.</summary>
    public LoadTargets Targets { get; init; } = new();
}
