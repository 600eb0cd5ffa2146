using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Traffic;

/// <summary>Waits until the EndpointSlices of the target Service show ready pods of a colour, and of no other (null:
/// none).</summary>
internal sealed class EndpointWait(EnvironmentCall call, Color? color)
{
    /// <summary>Whether they did before the deadline.</summary>
    public async Task<bool> RunAsync(DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        while (!await IsShownAsync(cancellationToken))
        {
            if (call.Pacer.Now >= deadline)
            {
                return false;
            }

            await call.Pacer.DelayAsync(Pacer.Endpoints, cancellationToken);
        }

        return true;
    }

    /// <summary>Names of the pods behind ready endpoints.</summary>
    public static async Task<string[]> ReadyAsync(EnvironmentCall call, CancellationToken cancellationToken)
    {
        var slices = await call.Api.ListAsync(
            ResourceKind.EndpointSlices, $"kubernetes.io/service-name={call.Plan.Target.Service}", cancellationToken);
        return
        [
            .. slices.SelectMany(slice => slice.Objects("endpoints"))
                .Where(endpoint => endpoint.IsTrue("conditions", "ready"))
                .Select(endpoint => endpoint.Text("targetRef", "name") ?? "")
                .Distinct(),
        ];
    }

    private async Task<bool> IsShownAsync(CancellationToken cancellationToken)
    {
        var ready = await ReadyAsync(call, cancellationToken);
        if (color is not { } shown)
        {
            return ready.Length is 0;
        }

        if (ready.Length is 0 || await call.FindServiceAsync(cancellationToken) is not { } service)
        {
            return false;
        }

        var pods = (await call.PodsAsync(service, shown, cancellationToken)).Select(pod => pod.Name()).ToHashSet();
        return ready.All(pods.Contains);
    }
}
