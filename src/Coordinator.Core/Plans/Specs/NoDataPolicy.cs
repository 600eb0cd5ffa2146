namespace Coordinator.Core.Plans.Specs;

/// <summary>What it means that nothing could be measured.</summary>
public enum NoDataPolicy
{
    /// <summary>The hold does not advance; after its limit the environment pauses.</summary>
    Pause,

    /// <summary>Unhealthy.</summary>
    Fail,

    /// <summary>The metric is left out of the verdict; another metric must have data.</summary>
    Pass,
}
