namespace Coordinator.Kubernetes.Traffic.Routes;

/// <summary>How far a route's controller is.</summary>
internal enum RouteState
{
    /// <summary>No controller reports on the route: there is nothing to wait for.</summary>
    Silent,

    /// <summary>It has not seen the newest generation.</summary>
    Behind,

    /// <summary>It has taken the newest generation.</summary>
    InForce,

    /// <summary>It does not take the newest generation.</summary>
    Refused,
}
