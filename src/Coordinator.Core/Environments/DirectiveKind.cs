namespace Coordinator.Core.Environments;

/// <summary>What a release asks of an environment.</summary>
public enum DirectiveKind
{
    /// <summary>Start.</summary>
    Start,

    /// <summary>Stop and go back.</summary>
    Abort,

    /// <summary>Wait.</summary>
    Pause,

    /// <summary>Go on.</summary>
    Resume,

    /// <summary>Skip the hold or bake.</summary>
    Promote,

    /// <summary>Try again.</summary>
    Retry,

    /// <summary>The release is over.</summary>
    End,

    /// <summary>Evidence of several environments shows a regression.</summary>
    Regressed,

    /// <summary>Go back as Unhealthy: what runs is not what the others run.</summary>
    Reject,

    /// <summary>A Job that the region or the release runs once for all has ended.</summary>
    JobEnded,
}
