namespace Coordinator.Simulator.Traffic;

/// <summary>Users of one Service: open loop, so that slow answers do not slow the arrivals.</summary>
public sealed record TrafficOptions
{
    /// <summary>Namespace of the Service.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the Service.</summary>
    public required string Service { get; init; }

    /// <summary>Requests per second of wall time: above 0, at most 10,000; by default 10.</summary>
    public double RequestsPerSecond { get; init; } = 10;

    /// <summary>HTTP method; POST by default.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>Path; <c>/parse</c> by default.</summary>
    public string Path { get; init; } = "/parse";
}
