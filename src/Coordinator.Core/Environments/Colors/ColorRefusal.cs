namespace Coordinator.Core.Environments.Colors;

/// <summary>Why the colours of an environment can't be told apart.</summary>
/// <param name="Code">One of the constants of this type.</param>
/// <param name="Message">What was found, and what a person can do.</param>
public sealed record ColorRefusal(string Code, string Message)
{
    /// <summary>Pods without a colour serve, and the release does not say to adopt them.</summary>
    public const string AdoptionNeeded = "adoption-needed";

    /// <summary>Selector, record and running pods disagree about who serves.</summary>
    public const string TrafficSplit = "traffic-split";

    /// <summary>The colour label has a value that is no colour.</summary>
    public const string UnknownColor = "unknown-color";

    /// <summary>The objects belong to another environment or installation.</summary>
    public const string OtherOwner = "other-owner";
}
