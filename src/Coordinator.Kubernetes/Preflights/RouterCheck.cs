using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Traffic.Routes;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>What the plan's router needs in the cluster: a route that can carry weights, or no autoscaler beside replicas that
/// do.</summary>
internal sealed class RouterCheck(EnvironmentCall call, ImmutableArray<JsonObject> manifests)
{
    /// <summary>Runs it; no finding with router <c>service</c>.</summary>
    public async Task<ImmutableArray<PreflightFinding>> RunAsync(CancellationToken cancellationToken) =>
        RouteTraffic.Of(call) is { } traffic ? [await RouteAsync(traffic, cancellationToken)]
        : call.Plan.BlueGreen.Router.Kind is RouterKind.Replicas ? [await AutoscalersAsync(cancellationToken)]
        : [];

    private async Task<PreflightFinding> RouteAsync(RouteTraffic traffic, CancellationToken cancellationToken)
    {
        var version = $"{traffic.Format.Resource.Group}/{traffic.Format.Resource.Version}";
        var sample = new JsonObject { ["apiVersion"] = version, ["kind"] = traffic.Format.Kind };
        if (await call.Api.Connection.Kinds.FindAsync(sample, cancellationToken) is null)
        {
            return new PreflightFinding("route-unknown", false,
                $"the cluster knows no {traffic.Format.Kind} of {version}; install its CustomResourceDefinitions");
        }

        var live = await traffic.FindAsync(cancellationToken);
        var manifest = manifests.FirstOrDefault(one => one.Kind() == traffic.Format.Kind && one.Name() == traffic.Name);
        if ((manifest ?? live) is not { } route)
        {
            return new PreflightFinding("route-missing", false,
                $"{traffic.Object} neither exists in {call.Api.Namespace} nor is it among the manifests; expected it");
        }

        var unfit = traffic.Format.Unfit(route, traffic.Target);
        return unfit is not null
            ? new PreflightFinding("route-unfit", false, unfit)
            : new PreflightFinding("route", true, $"{traffic.Object} {(live is null ? "is among the manifests" : "exists")} and leads to {traffic.Target.Service}");
    }

    private async Task<PreflightFinding> AutoscalersAsync(CancellationToken cancellationToken)
    {
        var scalers = await call.Api.ListAsync(ResourceKind.Autoscalers, null, cancellationToken);
        var targets = call.Plan.Deployments
            .SelectMany(name => (string[])[name, ManifestColoring.NameOf(name, Color.Blue), ManifestColoring.NameOf(name, Color.Green)])
            .ToHashSet();
        var owning = scalers.Where(one => one.Text("spec", "scaleTargetRef", "kind") is "Deployment"
            && targets.Contains(one.Text("spec", "scaleTargetRef", "name") ?? "")).Select(one => one.Name()).ToArray();
        return owning.Length is 0
            ? new PreflightFinding("autoscaler", true, "no autoscaler changes the replicas that give the weight")
            : new PreflightFinding("autoscaler", false,
                $"router replicas gives weights by replica counts, which HorizontalPodAutoscaler {string.Join(", ", owning)} would "
                + "change; use router gatewayApi or istio, or delete the autoscaler");
    }
}
