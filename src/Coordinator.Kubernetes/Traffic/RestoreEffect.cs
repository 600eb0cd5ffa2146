using System.Globalization;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Traffic.Routes;
using Coordinator.Kubernetes.Workloads;

namespace Coordinator.Kubernetes.Traffic;

/// <summary>Sends all users back: by the route first, then by the selector. Needs nothing but the cluster and the old colour: no
/// documents, no metrics, no deadline.</summary>
internal sealed class RestoreEffect(EnvironmentCall call, TrafficOrder order)
{
    private static readonly TimeSpan EndpointLimit = TimeSpan.FromSeconds(30);

    private readonly RouteTraffic? route = RouteTraffic.Of(call);

    /// <summary>Null once users are there, else why not.</summary>
    public async Task<Refusal?> RunAsync(CancellationToken cancellationToken)
    {
        if (order.To is { } to)
        {
            var blocked = await StampAsync(to, cancellationToken) ?? await new ReturnWait(call, route, to).RunAsync(cancellationToken);
            if (blocked is not null)
            {
                return blocked;
            }
        }

        // The route first: most users come by it. One that is gone keeps nobody inside the cluster from going back.
        var routed = route is null ? null : (await route.WriteAsync(RouteStep, cancellationToken)).Refusal;
        if (routed is { Kind: not RefusalKind.Missing })
        {
            return routed;
        }

        var written = await call.Writer.WriteAsync(ResourceKind.Services, call.Plan.Target.Service, Step, cancellationToken);
        if (written.Refusal is { } refusal)
        {
            return refusal;
        }

        if (order.To is not { } shown || (await call.PodsAsync(written.Value!, shown, cancellationToken)).Any(PodState.IsReady))
        {
            // The observation that follows tells whether they came; users are directed there either way.
            await new EndpointWait(call, order.To).RunAsync(call.Pacer.Now + EndpointLimit, cancellationToken);
            if (route is not null && routed is null)
            {
                await new RouteWait(call, route).RunAsync(call.Pacer.Now + EndpointLimit, cancellationToken);
            }
        }

        return routed;
    }

    /// <summary>Even a Service that looks right is written: a forward write still under way then fails on its
    /// resourceVersion.</summary>
    private ObjectStep Step(JsonObject? service) =>
        service is null
            ? new ObjectStep.Refuse(new Refusal(RefusalKind.Missing, $"Service/{call.Plan.Target.Service} does not exist."))
            : call.Fence.IsOn(service) && TargetService.ColorOf(service, call.ColorLabel) == TargetService.Value(order.To)
                ? ObjectStep.Nothing
                : new ObjectStep.Merge(TargetService.Patch(call.ColorLabel, order.To), FieldManagers.Traffic);

    /// <summary>All to the old colour; back to the target Service, which selects none, where there is no old colour. A route
    /// without weights of ours follows the selector: it is stamped and stays as it is.</summary>
    private ObjectStep RouteStep(JsonObject? live)
    {
        if (live is null)
        {
            return new ObjectStep.Refuse(route!.Missing());
        }

        var isPaired = route!.Format.IsPaired(live, route.Target);
        var wanted = order.To is { } to ? RouteWeights.Of(to, 100) : null;
        if (call.Fence.IsOn(live, route.Keys) && (!isPaired || route.Observe(live, null).Found == wanted?.Record))
        {
            return ObjectStep.Nothing;
        }

        return isPaired ? route.Directed(live, wanted) : new ObjectStep.Merge([], FieldManagers.Traffic);
    }

    /// <summary>Voids a scale-down of the old colour that may still be under way, before anyone relies on that colour.</summary>
    private async Task<Refusal?> StampAsync(Color to, CancellationToken cancellationToken)
    {
        foreach (var name in call.Plan.Deployments)
        {
            var serving = order.From is { } from
                ? DeploymentState.Replicas(await call.FindDeploymentAsync(name, from, cancellationToken)) : 0;
            var written = await call.Writer.WriteAsync(
                ResourceKind.Deployments, ManifestColoring.NameOf(name, to), live =>
                    StampStep(live, name, to, serving), cancellationToken);
            if (written.Refusal is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private ObjectStep StampStep(JsonObject? live, string name, Color to, int serving)
    {
        if (live is null)
        {
            return new ObjectStep.Refuse(new Refusal(RefusalKind.NoPreviousColor,
                $"Deployment/{ManifestColoring.NameOf(name, to)} does not exist: there is nothing to go back to."));
        }

        if (DeploymentState.Replicas(live) > 0)
        {
            return call.Fence.IsOn(live) ? ObjectStep.Nothing : new ObjectStep.Merge([], FieldManagers.Apply);
        }

        var before = int.TryParse(live.Annotation(ScalePatch.ReplicasBefore), NumberStyles.None, CultureInfo.InvariantCulture,
            out var count) ? count : 0;
        return new ObjectStep.Merge(
            new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["annotations"] = new JsonObject { [ReturnWait.ScaledUpBy] = call.Fence.Turn.ToString(CultureInfo.InvariantCulture) },
                },
                ["spec"] = new JsonObject { ["replicas"] = Math.Max(1, Math.Max(before, serving)) },
            },
            FieldManagers.Apply);
    }
}
