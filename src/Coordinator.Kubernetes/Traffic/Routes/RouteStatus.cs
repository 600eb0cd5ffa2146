namespace Coordinator.Kubernetes.Traffic.Routes;

/// <summary>What a route's controller says about its newest generation.</summary>
/// <param name="State">Whether it follows.</param>
/// <param name="Message">Why it is refused; empty otherwise.</param>
/// <param name="IsUnresolved">Whether it is refused for a backend that was not found, which may be another application's.</param>
internal sealed record RouteStatus(RouteState State, string Message = "", bool IsUnresolved = false)
{
    /// <summary>No controller reports on it.</summary>
    public static RouteStatus Silent { get; } = new(RouteState.Silent);

    /// <summary>What is reported is about an older generation.</summary>
    public static RouteStatus Behind { get; } = new(RouteState.Behind);

    /// <summary>The newest generation is in force.</summary>
    public static RouteStatus InForce { get; } = new(RouteState.InForce);
}
