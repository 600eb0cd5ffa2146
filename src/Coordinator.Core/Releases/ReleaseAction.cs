namespace Coordinator.Core.Releases;

/// <summary>What people can ask of a release.</summary>
public enum ReleaseAction
{
    /// <summary>Approve a wave.</summary>
    Approve,

    /// <summary>Wait.</summary>
    Pause,

    /// <summary>Go on.</summary>
    Resume,

    /// <summary>Skip the current hold or bake.</summary>
    Promote,

    /// <summary>Try failed or blocked environments again.</summary>
    Retry,

    /// <summary>Stop and go back, before the end.</summary>
    Abort,

    /// <summary>Go back, after the end.</summary>
    Rollback,
}
