using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Workloads;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>Nodes, and room on them for the preview colour at its full count.</summary>
internal sealed class CapacityCheck(EnvironmentCall call, ColoredManifests? colored, ColorObservation colors, Color preview)
{
    /// <summary>Runs it.</summary>
    public async Task<ImmutableArray<PreflightFinding>> RunAsync(CancellationToken cancellationToken)
    {
        var nodes = await call.Api.ListAsync(ResourceKind.Nodes, null, cancellationToken, everywhere: true);
        var ready = nodes.Where(IsUsable).ToArray();
        var wanted = call.Plan.Preflight.MinReadyNodes;
        var findings = ImmutableArray.Create(
            new PreflightFinding("nodes", ready.Length >= wanted,
                $"{ready.Length} of {nodes.Length} nodes are Ready and schedulable, expected at least {wanted}"));
        return colored is null ? findings : findings.Add(await RoomAsync(ready, cancellationToken));
    }

    private static bool IsUsable(JsonObject node) =>
        !node.IsTrue("spec", "unschedulable")
        && node.Objects("status", "conditions").Any(one => one.Text("type") is "Ready" && one.Text("status") is "True");

    private async Task<PreflightFinding> RoomAsync(JsonObject[] nodes, CancellationToken cancellationToken)
    {
        var names = nodes.Select(node => node.Name()).ToHashSet();
        var pods = await call.Api.ListAsync(ResourceKind.Pods, null, cancellationToken, everywhere: true);
        var total = nodes.Aggregate(default(Room), (sum, node) => sum + Room.OfNode(node));
        var used = pods
            .Where(pod => !PodState.IsEnding(pod) && names.Contains(pod.Text("spec", "nodeName") ?? ""))
            .Aggregate(default(Room), (sum, pod) => sum + Room.OfPod(pod.At("spec")));
        var needed = colored!.OfRole(ManifestRole.ColoredWorkload)
            .Aggregate(default(Room), (sum, one) => sum + (Room.OfPod(one.Body.PodSpec()) * Missing(one)));
        var headroom = total * (decimal)(call.Plan.Preflight.HeadroomPercent / 100);
        var free = total - used;
        return new PreflightFinding("capacity", needed == default || free.Covers(needed + headroom),
            $"{free} are free of {total}; the preview needs {needed} and {headroom} are to stay free");
    }

    /// <summary>Replicas that have to be added: what the preview already runs has its room.</summary>
    private int Missing(ColoredObject workload)
    {
        int Of(Color color) => colors.Workloads
            .Where(one => one.Deployment == ManifestColoring.NameOf(workload.Base, color)).Sum(one => one.Replicas);
        return Math.Max(0, Math.Max(FullCount.OfManifest(colored!, workload), Of(preview.Other())) - Of(preview));
    }
}
