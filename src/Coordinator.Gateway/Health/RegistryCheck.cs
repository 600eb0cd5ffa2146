using Coordinator.Core.Ports;
using Coordinator.Core.Views;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Coordinator.Gateway.Health;

/// <summary>Whether the registry can be read. Whether the store takes writes is for its own check, which the composition root adds.</summary>
internal sealed class RegistryCheck(IRegistry registry) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await registry.ListAsync(RegistryKinds.Release, "", 1, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception fault)
        {
            return HealthCheckResult.Unhealthy("the registry can't be read", fault);
        }
    }
}
