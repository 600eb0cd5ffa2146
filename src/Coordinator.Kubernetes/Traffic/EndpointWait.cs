using System.Text.Json.Nodes;
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
        if (await IsShownAsync(await ReadyAsync(call, cancellationToken), cancellationToken))
        {
            return true;
        }

        await using var watch = ObjectWatch.Start(call.Api, call.Pacer, [Slices(call)], cancellationToken);
        while (await watch.NextAsync(deadline, cancellationToken) is { } seen)
        {
            if (await IsShownAsync(Ready(seen[0]), cancellationToken))
            {
                return true;
            }
        }

        // The watch may have fallen silent: the last word is a list's.
        return await IsShownAsync(Ready((await watch.LookAsync(cancellationToken))[0]), cancellationToken);
    }

    /// <summary>Names of the pods behind ready endpoints.</summary>
    public static async Task<string[]> ReadyAsync(EnvironmentCall call, CancellationToken cancellationToken) =>
        Ready((await call.Api.ListAsync(Slices(call), cancellationToken)).Items);

    private static ObjectQuery Slices(EnvironmentCall call) =>
        new(ResourceKind.EndpointSlices, Labels: $"kubernetes.io/service-name={call.Plan.Target.Service}");

    private static string[] Ready(IEnumerable<JsonObject> slices) =>
    [
        .. slices.SelectMany(slice => slice.Objects("endpoints"))
            .Where(endpoint => endpoint.IsTrue("conditions", "ready"))
            .Select(endpoint => endpoint.Text("targetRef", "name") ?? "")
            .Distinct(),
    ];

    private async Task<bool> IsShownAsync(string[] ready, CancellationToken cancellationToken)
    {
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
