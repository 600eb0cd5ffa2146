namespace Coordinator.Core.Plans.Specs;

/// <summary>An ordered group of environments.</summary>
public sealed record WaveSpec
{
    /// <summary>Name, unique within the release.</summary>
    public required string Name { get; init; }

    /// <summary>Which clusters; an environment belongs to the first wave that matches.</summary>
    public ClusterSelector Clusters { get; init; } = new();

    /// <summary>Environments under way at once. Default 1; 1 to 10000.</summary>
    public int MaxParallel { get; init; } = 1;

    /// <summary>How long a finished switch is watched before the next wave. Default 10 minutes.</summary>
    public TimeSpan Bake { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What must hold before the wave starts; null = nothing.</summary>
    public GateSpec? Gate { get; init; }

    /// <summary>What the release does when environments of this wave fail.</summary>
    public FailurePolicySpec FailurePolicy { get; init; } = new();
}
