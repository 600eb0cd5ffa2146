using Coordinator.Simulator.Faults;

namespace Coordinator.Grains.Tests.Faults;

/// <summary>What may become of one call.</summary>
internal static class CallFaults
{
    /// <summary>Longer than any limit of a call.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    private static readonly (string Name, Fault Fault)[] Always =
    [
        ("no answer, nothing done", new() { Kind = FaultKind.Latency, Delay = Silence }),
        ("429", new() { Kind = FaultKind.TooManyRequests, RetryAfterSeconds = 3 }),
        ("500, nothing done", new() { Kind = FaultKind.ServerError, Status = 500 }),
        ("503, nothing done", new() { Kind = FaultKind.ServerError, Status = 503 }),
        ("cut, nothing done", new() { Kind = FaultKind.DropBefore }),
    ];

    private static readonly (string Name, Fault Fault)[] OfWrites =
    [
        ("no answer, but done", new() { Kind = FaultKind.Latency, Delay = Silence, AfterEffect = true }),
        ("409", new() { Kind = FaultKind.Conflict }),
        ("500, but done", new() { Kind = FaultKind.ServerError, Status = 500, AfterEffect = true }),
        ("503, but done", new() { Kind = FaultKind.ServerError, Status = 503, AfterEffect = true }),
        ("504, but done", new() { Kind = FaultKind.TimeoutAfter }),
        ("cut, but done", new() { Kind = FaultKind.DropAfter }),
    ];

    /// <summary>The faults of a call.</summary>
    public static IEnumerable<(string Name, Fault Fault)> Of(CallKey call) => call.IsWrite ? Always.Concat(OfWrites) : Always;
}
