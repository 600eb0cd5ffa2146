using System.Text.Json.Nodes;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>
/// How many replicas a colour needs to take all users: the larger of the manifest's and the active colour's current replicas,
/// which an autoscaler or a person may have raised since. With router <c>replicas</c> below 100: so many that they get their
/// weight beside the active colour.
/// </summary>
internal static class FullCount
{
    /// <summary>Whether the count gives a weight (router <c>replicas</c> below 100): then it is exact, and nothing may be above
    /// it.</summary>
    public static bool IsShare(EnvironmentCall call, ColorOrder order) =>
        call.Plan.BlueGreen.Router.Kind is RouterKind.Replicas && order is { WeightPercent: not null, Active: not null };

    /// <summary>The count for a Deployment, read now; one at least where someone else applies it.</summary>
    public static async Task<int> ReadAsync(
        EnvironmentCall call, ColorOrder order, ColoredManifests colored, string name, CancellationToken cancellationToken)
    {
        var workload = colored.OfRole(ManifestRole.ColoredWorkload).FirstOrDefault(one => one.Base == name);
        var active = order.Active is { } color && color != order.Preview
            ? await call.FindDeploymentAsync(name, color, cancellationToken)
            : null;
        if (active is not null && IsShare(call, order))
        {
            return ReplicaShare.CountFor(DeploymentState.Replicas(active), order.WeightPercent!.Value);
        }

        return Math.Max(workload is null ? 1 : OfManifest(colored, workload), DeploymentState.Replicas(active));
    }

    /// <summary>An autoscaler's minimum takes the place of replicas that it owns.</summary>
    public static int OfManifest(ColoredManifests colored, ColoredObject workload)
    {
        JsonObject? scaler = colored.OfRole(ManifestRole.ColoredScaler).FirstOrDefault(one => one.Base == workload.Base)?.Body;
        return scaler is null
            ? DeploymentState.Replicas(workload.Body)
            : (int)(scaler.Whole("spec", "minReplicas") ?? 1);
    }
}
