namespace Coordinator.Core.Plans.Specs;

/// <summary>What Unhealthy means while Live.</summary>
public enum AfterSuccess
{
    /// <summary>Roll back.</summary>
    Rollback,

    /// <summary>Only tell.</summary>
    Alert,
}
