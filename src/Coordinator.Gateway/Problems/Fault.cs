using Coordinator.Core.Ports;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Gateway.Problems;

/// <summary>What an exception means to the caller.</summary>
internal static class Fault
{
    private const int RetrySeconds = 2;

    /// <summary>The answer to an exception that nobody caught.</summary>
    /// <param name="fault">The exception.</param>
    /// <param name="trace">Id under which the log has it.</param>
    public static ProblemResult Answer(Exception fault, string trace) => fault switch
    {
        BadHttpRequestException bad => new(Problem.Of(ProblemKind.Of(bad.StatusCode), bad.Message)),
        _ when IsStorage(fault) => new(
            Problem.Of(ProblemKind.StorageUnavailable, "the store does not take a write or answer now; nothing was lost, try again"), RetrySeconds),
        _ when IsTransient(fault) => new(
            Problem.Of(ProblemKind.Unavailable, "the actor did not answer in time; the request may be repeated"), RetrySeconds),
        _ => new(Problem.Of(ProblemKind.Internal, $"the server failed; its log has the cause under {trace}")),
    };

    /// <summary>Whether the store is away, however deep Orleans wrapped it.</summary>
    public static bool IsStorage(Exception fault) => Chain(fault).Any(inner => inner is StorageUnavailableException);

    /// <summary>Whether the same call may succeed soon: the grain moves, its silo died, or it restarts after a failed write.</summary>
    public static bool IsTransient(Exception fault) => Chain(fault).Any(inner => inner
        is TimeoutException or SiloUnavailableException or OrleansMessageRejectionException
        or Orleans.Storage.InconsistentStateException or StorageUnavailableException or JournalConflictException);

    private static IEnumerable<Exception> Chain(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            yield return fault;
        }
    }
}
