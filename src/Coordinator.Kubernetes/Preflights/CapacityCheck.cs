using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Workloads;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>
/// Nodes, and room on them for the preview colour at its full count. Room is summed over the nodes that take a pod: whether the free
/// parts of them are large enough for one pod each is the scheduler's to find out.
/// </summary>
internal sealed class CapacityCheck(EnvironmentCall call, ColoredManifests? colored, ColorObservation colors, Color preview)
{
    /// <summary>Runs it.</summary>
    public async Task<ImmutableArray<PreflightFinding>> RunAsync(CancellationToken cancellationToken)
    {
        var nodes = await call.Api.ListAsync(ResourceKind.Nodes, null, cancellationToken, everywhere: true);
        var open = nodes.Where(NodeFit.IsOpen).ToArray();
        var workloads = colored?.OfRole(ManifestRole.ColoredWorkload).ToArray() ?? [];
        var places = workloads.Select(one => PlacesOf(one, open)).ToArray();
        var usable = workloads.Length is 0
            ? open.Count(node => NodeFit.Takes(node, null))
            : places.SelectMany(one => one.Nodes).ToHashSet().Count;
        var wanted = call.Plan.Preflight.MinReadyNodes;
        var findings = ImmutableArray.CreateBuilder<PreflightFinding>();
        findings.Add(new PreflightFinding("nodes", usable >= wanted,
            $"{usable} of {nodes.Length} nodes are Ready and take such pods, expected at least {wanted}"
            + (open.Length > usable ? $"; {open.Length - usable} are Ready but kept from them by taints, nodeSelector or node affinity" : "")));
        if (colored is not null)
        {
            findings.AddRange(await RoomAsync(open, places, cancellationToken));
        }

        return findings.ToImmutable();
    }

    private Place PlacesOf(ColoredObject workload, JsonObject[] open) => new(
        workload.Base,
        Missing(workload),
        Room.OfPod(workload.Body.PodSpec()),
        [.. open.Where(node => NodeFit.Takes(node, workload.Body.PodSpec())).Select(node => node.Name())]);

    /// <summary>A finding for each set of nodes that workloads may go to: it has room for all of those that can go nowhere
    /// else.</summary>
    private async Task<IEnumerable<PreflightFinding>> RoomAsync(JsonObject[] nodes, Place[] places, CancellationToken cancellationToken)
    {
        var pods = (await call.Api.ListAsync(ResourceKind.Pods, null, cancellationToken, everywhere: true))
            .Where(pod => !PodState.IsEnding(pod))
            .ToLookup(pod => pod.Text("spec", "nodeName") ?? "", pod => Room.OfPod(pod.At("spec")));
        if (places.Length is 0)
        {
            return [Judge(new Place("", 0, default, [.. nodes.Select(node => node.Name())]), [])];
        }

        return places.DistinctBy(one => string.Join(',', one.Nodes))
            .Select(one => Judge(one, [.. places.Where(other => other.Nodes.IsSubsetOf(one.Nodes))]));

        PreflightFinding Judge(Place place, Place[] bound)
        {
            var total = Sum(nodes.Where(node => place.Nodes.Contains(node.Name())).Select(Room.OfNode));
            var free = total - Sum(place.Nodes.SelectMany(node => pods[node]));
            var needed = Sum(bound.Select(one => one.Needed));
            var headroom = total * (decimal)(call.Plan.Preflight.HeadroomPercent / 100);
            if (place is { Nodes.IsEmpty: true, Replicas: > 0 })
            {
                return new PreflightFinding("capacity", false,
                    $"no node takes pods of {place.Workload}: none is Ready, or taints, nodeSelector or node affinity keep them off");
            }

            var where = bound.Length == places.Length ? "" : $" on {place.Nodes.Count} nodes for {string.Join(", ", bound.Select(one => one.Workload))}";
            return new PreflightFinding("capacity", needed == default || free.Covers(needed + headroom),
                $"{free} are free of {total}{where}; the preview needs {needed} and {headroom} are to stay free");
        }
    }

    private static Room Sum(IEnumerable<Room> rooms) => rooms.Aggregate(default(Room), (sum, one) => sum + one);

    /// <summary>Replicas that have to be added: what the preview already runs has its room.</summary>
    private int Missing(ColoredObject workload)
    {
        int Of(Color color) => colors.Workloads
            .Where(one => one.Deployment == ManifestColoring.NameOf(workload.Base, color)).Sum(one => one.Replicas);
        return Math.Max(0, Math.Max(FullCount.OfManifest(colored!, workload), Of(preview.Other())) - Of(preview));
    }

    /// <summary>A workload, the replicas that it still needs, the room of each, and the names of the nodes that take them.</summary>
    private sealed record Place(string Workload, int Replicas, Room Each, ImmutableSortedSet<string> Nodes)
    {
        public Room Needed => Each * Replicas;
    }
}
