using System.Net;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Objects;

/// <summary>Turns what an API server refuses into a refusal that a machine decides by.</summary>
internal static class PortBoundary
{
    /// <summary>Runs an effect.</summary>
    public static async Task<PortResult<T>> RunAsync<T>(Func<Task<PortResult<T>>> effect)
        where T : class
    {
        try
        {
            return await effect();
        }
        catch (ApiRejectedException e)
        {
            return new Refusal(e.Status is HttpStatusCode.NotFound ? RefusalKind.Missing : RefusalKind.Rejected, e.Message);
        }
    }
}
