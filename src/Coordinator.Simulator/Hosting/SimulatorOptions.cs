using Microsoft.AspNetCore.Connections;

namespace Coordinator.Simulator.Hosting;

/// <summary>How a simulator is set up.</summary>
public sealed record SimulatorOptions
{
    /// <summary>The port that is used when a fixed one is wanted: 7440.</summary>
    public const int DefaultPort = 7440;

    /// <summary>Clusters at most in one process.</summary>
    public const int MaxClusters = 2_000;

    /// <summary>Names of the clusters; the first is the current context of the kubeconfig. RFC 1123 labels; at least one, at most 2,000.</summary>
    public IReadOnlyList<string> Clusters { get; init; } = ["one"];

    /// <summary>Loopback port; 0 (the default) takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Seed of all randomness: the same seed gives the same names and errors. 1 by default.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The clock of the clusters; the system's by default.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The clock of what stays real however fast the clusters' clock runs: rates and latencies of requests, and watches.
    /// The system's by default.</summary>
    public TimeProvider Wall { get; init; } = TimeProvider.System;

    /// <summary>Where connections come from; TCP on the loopback port by default.</summary>
    public IConnectionListenerFactory? Transport { get; init; }

    /// <summary>A program that Jobs' containers really run; null (the default) = none.</summary>
    public IContainerProgram? Program { get; init; }

    /// <summary>How far controllers lag behind a change, in simulated time; 20 ms by default, 0 to 1 minute.</summary>
    public TimeSpan ControllerDelay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How far EndpointSlices lag behind a change, in simulated time; 16 ms by default, as measured on a real control plane.</summary>
    public TimeSpan EndpointsDelay { get; init; } = TimeSpan.FromMilliseconds(16);

    /// <summary>From a pod's placement to its container's start, in simulated time; 300 ms by default.</summary>
    public TimeSpan PodStartDelay { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a program takes to end that has no request left, in simulated time; 500 ms by default.</summary>
    public TimeSpan PodStopDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Entries of each cluster's audit log; 100,000 by default, 1 to 10,000,000.</summary>
    public int AuditCapacity { get; init; } = 100_000;

    /// <summary>Events that each cluster keeps, the newest; 1,000 by default, 0 (none are written) to 100,000.</summary>
    public int EventCapacity { get; init; } = 1_000;
}
