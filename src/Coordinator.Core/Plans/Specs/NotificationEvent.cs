namespace Coordinator.Core.Plans.Specs;

/// <summary>What a webhook can be told of.</summary>
public enum NotificationEvent
{
    /// <summary>The release began.</summary>
    Started,

    /// <summary>A wave is done.</summary>
    WaveCompleted,

    /// <summary>A gate waits for people.</summary>
    ApprovalNeeded,

    /// <summary>The release went back.</summary>
    RolledBack,

    /// <summary>The release ended well.</summary>
    Succeeded,

    /// <summary>An environment waits for a person.</summary>
    Blocked,
}
