namespace Coordinator.Core.Ports;

/// <summary>Kinds of expected refusals.</summary>
public enum RefusalKind
{
    /// <summary>A higher turn stands on the object: the writer's state is old.</summary>
    StaleTurn,

    /// <summary>The object belongs to another environment or installation.</summary>
    OtherOwner,

    /// <summary>Someone else changed the traffic object since the turn before.</summary>
    ForeignChange,

    /// <summary>Another field manager owns a field that must be written.</summary>
    Conflict,

    /// <summary>The colour has no, or not enough, ready pods.</summary>
    NotReady,

    /// <summary>An object that is needed does not exist.</summary>
    Missing,

    /// <summary>Route, selector and record disagree.</summary>
    TrafficSplit,

    /// <summary>The colour to go back to does not exist.</summary>
    NoPreviousColor,

    /// <summary>The API server rejects the object (invalid, forbidden, quota); retrying does not help.</summary>
    Rejected,

    /// <summary>The order's deadline passed.</summary>
    DeadlineExceeded,

    /// <summary>A shared object would change and is not in allowShared, or a volume is ReadWriteOnce.</summary>
    SharedChange,
}
