namespace Coordinator.Core.Plans.Specs;

/// <summary>What a release does after too many failures.</summary>
public enum FailureAction
{
    /// <summary>Starts nothing more; what is Live stays.</summary>
    Stop,

    /// <summary>The whole release goes back.</summary>
    Rollback,

    /// <summary>Goes on.</summary>
    Continue,
}
