namespace Coordinator.Core.Releases;

/// <summary>Where a release is.</summary>
public enum ReleasePhase
{
    /// <summary>Submitted.</summary>
    Planned,

    /// <summary>Waits behind another release of the application.</summary>
    Queued,

    /// <summary>A gate waits for people.</summary>
    AwaitingApproval,

    /// <summary>Environments are under way.</summary>
    Progressing,

    /// <summary>Environments go back.</summary>
    RollingBack,

    /// <summary>Ended as intended.</summary>
    Succeeded,

    /// <summary>Ended, and nothing is left on the new version.</summary>
    RolledBack,

    /// <summary>Ended without success, and something is left on the new version or no user ever was.</summary>
    Failed,

    /// <summary>Replaced by a newer release.</summary>
    Superseded,
}
