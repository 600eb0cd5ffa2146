namespace Coordinator.Core.Plans.Specs;

/// <summary>From where a check runs.</summary>
public enum CheckOrigin
{
    /// <summary>From the coordinator's process.</summary>
    Coordinator,

    /// <summary>As a Job in the target's cluster.</summary>
    Cluster,
}
