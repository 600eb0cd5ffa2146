using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Plans;

/// <summary>
/// Deployments that stand behind no Service. Nothing keeps users from a preview that takes its work from a queue: the release
/// must say whether it waits, or may work beside the old version.
/// </summary>
internal static class WorkerRules
{
    /// <summary>What the release must still say. Without the target Service among the manifests only Preflight can
    /// tell.</summary>
    public static IEnumerable<PlanError> Check(ReleaseSpec spec, ImmutableArray<string> deployments)
    {
        if (ServiceOf(spec) is not { } service)
        {
            yield break;
        }

        for (var i = 0; i < deployments.Length; i++)
        {
            var name = deployments[i];
            var path = spec.Target.Deployments.Length > 1 || !spec.Target.Workers.IsEmpty
                ? $"spec.target.deployments[{i}]" : "spec.target.deployment";
            var problem = DeploymentsOf(spec, name)
                .Select(one => Problem(name, Serves(one, service, spec.BlueGreen.ColorLabel), spec.Target.Service, spec.Target.Workers)).FirstOrDefault();
            if (problem is not null)
            {
                yield return new("preview-consumes", path, problem);
            }
        }
    }

    /// <summary>What people should know about previews that work at once.</summary>
    public static IEnumerable<string> Warnings(ReleaseSpec spec) =>
        spec.Target.Workers.Where(one => one.Value is PreviewMode.Live).Select(one =>
            $"Deployment {one.Key} stands behind no Service and says preview: live: the new version works beside the old one from its "
            + "deployment on, before any check has passed");

    /// <summary>Why a Deployment and what the release says about it don't fit; null where they do.</summary>
    public static string? Problem(
        string deployment, bool serves, string service, ImmutableSortedDictionary<string, PreviewMode> workers) => (serves, workers.ContainsKey(deployment)) switch
        {
            (false, false) => $"Deployment '{deployment}' does not stand behind the Service '{service}': its preview would work as soon as it "
                + $"is deployed, on a queue, say. Say {{name: {deployment}, preview: idle}} to keep it without replicas until all users "
                + "are on the new colour, or preview: live if both versions may work side by side",
            (true, true) => $"Deployment '{deployment}' stands behind the Service '{service}', which keeps users from its preview: "
                + "leave preview out",
            _ => null,
        };

    /// <summary>Whether a Service reaches the pods of a Deployment, colours aside.</summary>
    public static bool Serves(JsonObject deployment, JsonObject service, string colorLabel)
    {
        var labels = deployment.Texts("spec", "template", "metadata", "labels");
        var selector = service.Texts("spec", "selector")
            .Where(pair => pair.Key != colorLabel && !ManifestLabels.NeverSelect.Contains(pair.Key)).ToArray();
        return selector.Length > 0 && selector.All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value);
    }

    private static JsonObject? ServiceOf(ReleaseSpec spec) => spec.Manifests.Inline.FirstOrDefault(one =>
        one.Kind() is "Service" && one.Name() == spec.Target.Service && one.At("spec", "selector") is JsonObject { Count: > 0 });

    private static IEnumerable<JsonObject> DeploymentsOf(ReleaseSpec spec, string name) => spec.Manifests.Inline.Where(one =>
        one.Kind() is "Deployment" && (one.Name() == name || ManifestColoring.BaseOf(one.Name()) == name));
}
