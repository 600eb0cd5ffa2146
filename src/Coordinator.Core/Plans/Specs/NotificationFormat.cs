namespace Coordinator.Core.Plans.Specs;

/// <summary>Body of a notification.</summary>
public enum NotificationFormat
{
    /// <summary>CloudEvents 1.0, structured JSON.</summary>
    CloudEvents,

    /// <summary>A Slack message.</summary>
    Slack,
}
