namespace Coordinator.Core.Plans.Specs;

/// <summary>When and how far to go back.</summary>
public sealed record RollbackSpec
{
    /// <summary>Whether Unhealthy rolls back by itself; otherwise it pauses. Default true.</summary>
    public bool Automatic { get; init; } = true;

    /// <summary>What Unhealthy means while Live, until keepPrevious is over. Default rollback.</summary>
    public AfterSuccess AfterSuccess { get; init; } = AfterSuccess.Rollback;

    /// <summary>What goes back when one environment is Unhealthy. Default environment.</summary>
    public Scope Scope { get; init; } = Scope.Environment;

    /// <summary>For this long after a rollback the same version does not start in that environment again. Default zero.</summary>
    public TimeSpan Cooldown { get; init; }
}
