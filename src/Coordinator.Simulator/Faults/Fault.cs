namespace Coordinator.Simulator.Faults;

/// <summary>A fault of one cluster's API server, for the requests that it fits.</summary>
public sealed record Fault
{
    /// <summary>Its name, for removal. Given by the simulator when it is empty.</summary>
    public string Id { get; init; } = "";

    /// <summary>What goes wrong.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>Only requests of this HTTP method; null for all. A watch is a GET.</summary>
    public string? Method { get; init; }

    /// <summary>Only requests whose path below the cluster's address holds this text, such as <c>/services/web</c>; null for all.</summary>
    public string? Path { get; init; }

    /// <summary>How many requests it strikes before it is over; null until it is removed. At least 1.</summary>
    public int? Count { get; init; }

    /// <summary>Latency: wall time, 0 to 10 minutes. Clock skew: simulated time, up to a day either way. Otherwise without meaning.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Status of <see cref="FaultKind.ServerError"/>: 500 to 599, by default 500; or 409, as if another writer had been
    /// faster.</summary>
    public int Status { get; init; } = 500;

    /// <summary>Seconds of Retry-After: 0 to 3600, by default 1.</summary>
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>Whether the request takes effect before it is struck; false by default.</summary>
    public bool AfterEffect { get; init; }
}
