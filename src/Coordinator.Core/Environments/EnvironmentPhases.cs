namespace Coordinator.Core.Environments;

/// <summary>What phases have in common.</summary>
public static class EnvironmentPhases
{
    /// <summary>Whether nothing more happens in this release by itself.</summary>
    public static bool IsEnded(this EnvironmentPhase phase) => phase switch
    {
        EnvironmentPhase.Live or EnvironmentPhase.RolledBack or EnvironmentPhase.Failed or EnvironmentPhase.Skipped => true,
        EnvironmentPhase.Queued or EnvironmentPhase.Preflight or EnvironmentPhase.Preparing or EnvironmentPhase.Deploying
            or EnvironmentPhase.Verifying or EnvironmentPhase.Shifting or EnvironmentPhase.Validating or EnvironmentPhase.Baking
            or EnvironmentPhase.RollingBack or EnvironmentPhase.Blocked => false,
    };

    /// <summary>Whether it is on its way to the new version.</summary>
    public static bool IsForward(this EnvironmentPhase phase) =>
        phase is >= EnvironmentPhase.Preflight and <= EnvironmentPhase.Baking;

    /// <summary>Whether health is measured.</summary>
    public static bool IsWatched(this EnvironmentPhase phase) =>
        phase is EnvironmentPhase.Shifting or EnvironmentPhase.Validating or EnvironmentPhase.Baking or EnvironmentPhase.Live;
}
