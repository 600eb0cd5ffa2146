using System.Collections.Immutable;
using Coordinator.Core.Views;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Coordinator.Gateway.Health;

/// <summary>Runs all health checks for the readiness probe, at most once a second: anybody may ask.</summary>
internal sealed class Readiness(HealthCheckService checks, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim turn = new(1, 1);
    private (DateTimeOffset At, ImmutableArray<ProblemError> Failures)? last;

    /// <summary>The parts that are not ready; empty where all are.</summary>
    public async Task<ImmutableArray<ProblemError>> CheckAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (last is { } known && time.GetUtcNow() - known.At < Fresh)
            {
                return known.Failures;
            }

            var failures = await RunAsync(cancellationToken);
            last = (time.GetUtcNow(), failures);
            return failures;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Frees the turn.</summary>
    public void Dispose() => turn.Dispose();

    private async Task<ImmutableArray<ProblemError>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var report = await checks.CheckHealthAsync(cancellationToken).WaitAsync(Limit, time, cancellationToken);
            return
            [
                .. report.Entries.Where(entry => entry.Value.Status is HealthStatus.Unhealthy)
                    .OrderBy(entry => entry.Key, StringComparer.Ordinal)
                    .Select(entry => Failure(entry.Key, entry.Value.Description ?? "does not work")),
            ];
        }
        catch (TimeoutException)
        {
            return [Failure("checks", $"no answer within {Limit.TotalSeconds} s")];
        }
    }

    private static ProblemError Failure(string part, string message) => new("not-ready", part, null, 0, message);
}
