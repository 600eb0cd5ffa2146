namespace Coordinator.Core.Plans.Specs;

/// <summary>What is counted of a colour's pods.</summary>
public enum WorkloadMetric
{
    /// <summary>Container restarts since the step began.</summary>
    Restarts,

    /// <summary>Out-of-memory kills since the step began.</summary>
    OomKills,

    /// <summary>Share of pods that are not ready.</summary>
    NotReady,
}
