namespace Coordinator.Core.Releases;

/// <summary>What phases have in common.</summary>
public static class ReleasePhases
{
    /// <summary>Whether nothing more happens by itself.</summary>
    public static bool IsEnded(this ReleasePhase phase) => phase switch
    {
        ReleasePhase.Succeeded or ReleasePhase.RolledBack or ReleasePhase.Failed or ReleasePhase.Superseded => true,
        ReleasePhase.Planned or ReleasePhase.Queued or ReleasePhase.AwaitingApproval or ReleasePhase.Progressing
            or ReleasePhase.RollingBack => false,
    };
}
