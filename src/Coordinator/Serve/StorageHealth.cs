using Coordinator.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Coordinator.Serve;

/// <summary>Whether the store takes writes.</summary>
internal sealed class StorageHealth(CoordinatorStorage storage) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await storage.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy(fault.Message);
        }
    }
}
