namespace Coordinator.Core.Environments;

/// <summary>Where an environment is in its release.</summary>
public enum EnvironmentPhase
{
    /// <summary>Waits for its permit.</summary>
    Queued,

    /// <summary>Looks before it touches anything.</summary>
    Preflight,

    /// <summary>Namespace, configuration, adoption, Jobs.</summary>
    Preparing,

    /// <summary>Applies the preview colour and waits for it.</summary>
    Deploying,

    /// <summary>Checks against the preview colour.</summary>
    Verifying,

    /// <summary>Moves users step by step.</summary>
    Shifting,

    /// <summary>Checks against what users reach.</summary>
    Validating,

    /// <summary>Watches the finished switch.</summary>
    Baking,

    /// <summary>Serves the new version.</summary>
    Live,

    /// <summary>Goes back.</summary>
    RollingBack,

    /// <summary>Went back after traffic had moved.</summary>
    RolledBack,

    /// <summary>Ended without any user on the new version.</summary>
    Failed,

    /// <summary>Never started.</summary>
    Skipped,

    /// <summary>Neither forward nor back is safe: a person must act.</summary>
    Blocked,
}
