using Coordinator.Simulator.Faults;

namespace Coordinator.Grains.Tests.Faults;

/// <summary>What may become of one call.</summary>
internal static class CallFaults
{
    /// <summary>Longer than any limit of a call.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    private static readonly CallFault[] Always =
    [
        new("no answer, nothing done", new() { Kind = FaultKind.Latency, Delay = Silence }),
        new("429", new() { Kind = FaultKind.TooManyRequests, RetryAfterSeconds = 3 }),
        new("500, nothing done", new() { Kind = FaultKind.ServerError, Status = 500 }),
        new("503, nothing done", new() { Kind = FaultKind.ServerError, Status = 503 }),
        new("cut, nothing done", new() { Kind = FaultKind.DropBefore }),
    ];

    private static readonly CallFault[] OfWrites =
    [
        new("no answer, but done", new() { Kind = FaultKind.Latency, Delay = Silence, AfterEffect = true }),
        new("409", new() { Kind = FaultKind.Conflict }),
        new("500, but done", new() { Kind = FaultKind.ServerError, Status = 500, AfterEffect = true }),
        new("503, but done", new() { Kind = FaultKind.ServerError, Status = 503, AfterEffect = true }),
        new("504, but done", new() { Kind = FaultKind.TimeoutAfter }),
        new("cut, but done", new() { Kind = FaultKind.DropAfter }),
    ];

    private static readonly CallFault[] OfWatches =
    [
        new("watch closed", new() { Kind = FaultKind.DropWatches }),
        new("watch expired (410)", null),
    ];

    /// <summary>All faults.</summary>
    public static IEnumerable<CallFault> All => [.. Always, .. OfWrites, .. OfWatches];

    /// <summary>Whether a fault is one of watches, which cost a release no more than the time to begin them anew.</summary>
    public static bool IsOfWatches(CallFault fault) => OfWatches.Contains(fault);

    /// <summary>Whether a call can meet a fault.</summary>
    public static bool CanMeet(CallKey call, CallFault fault) =>
        Always.Contains(fault) || (call.IsWrite && OfWrites.Contains(fault)) || (call.IsWatch && OfWatches.Contains(fault));
}
