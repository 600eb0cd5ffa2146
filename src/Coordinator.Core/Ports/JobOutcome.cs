namespace Coordinator.Core.Ports;

/// <summary>How a Job ended.</summary>
public enum JobOutcome
{
    /// <summary>With success.</summary>
    Succeeded,

    /// <summary>All attempts failed, or it took too long.</summary>
    Failed,

    /// <summary>It vanished before its end was seen: nobody knows what it did.</summary>
    Unknown,
}
