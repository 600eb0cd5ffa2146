namespace Coordinator.Kubernetes.Checks.InCluster;

/// <summary>What is around the program that makes a check within a cluster. In a real pod the defaults.</summary>
public sealed record ClusterCheckOptions
{
    /// <summary>The clock of limits and pauses. Default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How many times faster than the wall's <see cref="Clock"/> runs. Default 1; at least 1.</summary>
    public double ClockFactor { get; init; } = 1;

    /// <summary>The clock of what stays real: requests and their rate. Default the system's.</summary>
    public TimeProvider Wall { get; init; } = TimeProvider.System;

    /// <summary>Puts a network that knows the cluster's Services before the machine's own; null = the machine's own alone.</summary>
    public Func<HttpMessageHandler, HttpMessageHandler>? Network { get; init; }
}
