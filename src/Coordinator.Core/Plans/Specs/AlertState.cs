namespace Coordinator.Core.Plans.Specs;

/// <summary>State of a Prometheus alert.</summary>
public enum AlertState
{
    /// <summary>Does not hold.</summary>
    Inactive,

    /// <summary>Holds, not long enough.</summary>
    Pending,

    /// <summary>Fires.</summary>
    Firing,
}
