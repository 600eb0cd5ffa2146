namespace Coordinator.Core.Environments;

/// <summary>Why an environment waits.</summary>
public enum PauseKind
{
    /// <summary>A person asked for it.</summary>
    Person,

    /// <summary>A hold or bake did not become Healthy within its limit.</summary>
    HoldLimit,

    /// <summary>Unhealthy, and rollback.automatic is false.</summary>
    Unhealthy,
}
