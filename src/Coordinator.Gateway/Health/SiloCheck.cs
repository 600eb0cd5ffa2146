using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Coordinator.Gateway.Health;

/// <summary>Whether a grain answers.</summary>
internal sealed class SiloCheck(IGrainFactory grains) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var silos = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true).WaitAsync(cancellationToken);
            return silos.Count > 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("no silo is active");
        }
        catch (Exception fault)
        {
            return HealthCheckResult.Unhealthy("the silo does not answer", fault);
        }
    }
}
