namespace Coordinator.Simulator.Faults;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>
    /// Answers come <see cref="Fault.Delay"/> of wall time later; with <see cref="Fault.AfterEffect"/> once the request took effect.
    /// </summary>
    Latency,

    /// <summary>429 as plain text with Retry-After of <see cref="Fault.RetryAfterSeconds"/>; no effect.</summary>
    TooManyRequests,

    /// <summary>409 to a write, as when someone else wrote the object in between; no effect. Reads pass.</summary>
    Conflict,

    /// <summary>A 5xx of <see cref="Fault.Status"/>; with <see cref="Fault.AfterEffect"/> once the request took effect.</summary>
    ServerError,

    /// <summary>The connection breaks before the request takes effect.</summary>
    DropBefore,

    /// <summary>The connection breaks after the request took effect.</summary>
    DropAfter,

    /// <summary>504 after the request took effect: its outcome is unknown to the client.</summary>
    TimeoutAfter,

    /// <summary>Open watches end, and those opened while the fault lasts.</summary>
    DropWatches,

    /// <summary>Reads and lists show the cluster as it was when the fault was set.</summary>
    StaleReads,

    /// <summary>The cluster can't be reached: every connection breaks, and open watches end.</summary>
    Partition,

    /// <summary>The server's clock is off by <see cref="Fault.Delay"/>, which may be negative.</summary>
    ClockSkew,
}
