using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>Both colours run at once, so a volume that only one node can mount is refused.</summary>
internal static class VolumeRules
{
    /// <summary>Why the colours can't share the volumes of the pod templates, or null.</summary>
    public static async Task<Refusal?> JudgeAsync(
        EnvironmentCall call, ColoredManifests colored, ImmutableArray<JsonObject> manifests, CancellationToken cancellationToken)
    {
        var claims = colored.OfRole(ManifestRole.ColoredWorkload)
            .SelectMany(one => PodTemplates.Claims(one.Body.PodSpec() ?? []))
            .Distinct();
        foreach (var name in claims)
        {
            var claim = manifests.FirstOrDefault(one => one.Kind() is "PersistentVolumeClaim" && one.Name() == name)
                ?? await call.Api.FindAsync(ResourceKind.VolumeClaims, name, cancellationToken);
            if (claim is not null && !IsShareable(claim))
            {
                return new Refusal(RefusalKind.SharedChange,
                    $"PersistentVolumeClaim/{name} is {string.Join(", ", Modes(claim))}: "
                    + "pods of both colours can't mount it at once. "
                    + "Use ReadWriteMany or ReadOnlyMany, or keep the data outside the pods.");
            }
        }

        return null;
    }

    private static bool IsShareable(JsonObject claim) => Modes(claim).Any(mode => mode is "ReadWriteMany" or "ReadOnlyMany");

    private static IEnumerable<string> Modes(JsonObject claim) =>
        (claim.At("spec", "accessModes") as JsonArray ?? []).Select(mode => mode.Text() ?? "");
}
